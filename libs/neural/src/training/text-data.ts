import type { Random } from "../random.ts";

/** A text as word ids (see `tokenId`; 0 is skipped) and whether it is positive. */
export interface LabelledText {
  readonly ids: ArrayLike<number>;
  readonly label: 0 | 1;
}

/** A text as it is trained on: its last words, without padding. */
export interface TrainedText {
  readonly ids: readonly number[];
  readonly label: 0 | 1;
}

/** The last `wordsMax` words of each text; a text without any is left out. */
export const trainedTexts = (texts: readonly LabelledText[], wordsMax: number): readonly TrainedText[] =>
  texts
    .map(({ ids, label }) => ({
      ids: Array.from(ids)
        .filter((id) => id !== 0)
        .slice(-wordsMax),
      label,
    }))
    .filter(({ ids }) => ids.length > 0);

/** Batches whose texts are sorted by length together: less padding, and still shuffled. */
const BATCHES_SORTED = 8;

/** The batches of one epoch, in an order drawn anew: texts of about one length lie in one batch. */
export const batchesByLength = <T extends { readonly ids: readonly number[] }>(
  texts: readonly T[],
  batch: number,
  random: Random,
): readonly (readonly T[])[] => {
  const shuffled = random.shuffled(texts);
  const groups: T[][] = [];
  for (let from = 0; from < shuffled.length; from += batch * BATCHES_SORTED) {
    const sorted = shuffled
      .slice(from, from + batch * BATCHES_SORTED)
      .sort((a, b) => a.ids.length - b.ids.length);
    for (let i = 0; i < sorted.length; i += batch) groups.push(sorted.slice(i, i + batch));
  }
  return random.shuffled(groups);
};

/** Texts side by side, time-major: row `t·lanes + b` is step t of text b. Shorter ones are padded in front. */
export interface PaddedTexts {
  readonly ids: Int32Array;
  /** 1 where a word stands, 0 where there is padding. */
  readonly real: Float32Array;
  readonly steps: number;
  readonly lanes: number;
}

/** Pads texts to one length, so that all end at the last step. @param reversed read from the last word on */
export const padded = (
  texts: readonly { readonly ids: readonly number[] }[],
  reversed: boolean,
): PaddedTexts => {
  const lanes = texts.length;
  const steps = Math.max(1, ...texts.map(({ ids }) => ids.length));
  const ids = new Int32Array(steps * lanes);
  const real = new Float32Array(steps * lanes);
  for (const [lane, text] of texts.entries())
    for (let i = 0; i < text.ids.length; i++) {
      const at = (steps - text.ids.length + i) * lanes + lane;
      ids[at] = text.ids[reversed ? text.ids.length - 1 - i : i] ?? 0;
      real[at] = 1;
    }
  return { ids, real, steps, lanes };
};
