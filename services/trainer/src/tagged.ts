import { readFile } from "node:fs/promises";
import type { ReviewEvent } from "@millrace/events";
import type { TaggerWeights, TrainedNetwork } from "@millrace/neural";
import { type TaggedSentence, type TrainingOptions, trainTagger } from "@millrace/neural/training";
import { winkTagger } from "@millrace/service-reviews";
import { partsOfSpeech } from "@millrace/text";

/** Texts that the first tagger waits for. */
export const TAGGED_TEXTS_MIN = 500;
/** Newest texts learned from. */
const TEXTS_MAX = 4_000;
const CHARS_MAX = 2_000;
const HELD_OUT = 0.1;

/** A file of tagged text cannot be used. */
export class TaggedTextError extends Error {
  readonly code = "tagged_text_unreadable";
  readonly retryable = false;
}

/** Texts of reviews, newest kept, to be labelled when a tagger is trained. */
export class TaggedLog {
  #texts: string[] = [];

  /** Takes the next review; one without text teaches nothing. */
  add({ text, deleted }: ReviewEvent): void {
    if (text === undefined || deleted) return;
    this.#texts.push(text.slice(0, CHARS_MAX));
    if (this.#texts.length > TEXTS_MAX * 1.1) this.#texts = this.#texts.slice(-TEXTS_MAX);
  }

  /** Their sentences as wink-nlp labels them. About 3 µs a word. */
  sentences(): readonly TaggedSentence[] {
    return this.#texts.flatMap((text) =>
      winkTagger(text).map((sentence) => ({
        words: sentence.map(({ word }) => word),
        tags: sentence.map(({ tag }) => tag),
      })),
    );
  }
}

/**
 * Tagged sentences that somebody supplies: a word, a tab and its part of speech on each line, an empty line between
 * sentences, lines with # in front passed over. @throws {TaggedTextError}
 */
export const readTagged = async (file: string): Promise<readonly TaggedSentence[]> => {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new TaggedTextError(`${file} cannot be read`, { cause });
  }
  const known: ReadonlySet<string> = new Set(partsOfSpeech);
  return text.split(/\n[^\S\n]*\n/).flatMap((block) => {
    const lines = block.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
    const pairs = lines.map((line) => line.trimEnd().split("\t"));
    const wrong = pairs.find(([word = "", tag = ""]) => word === "" || !known.has(tag));
    if (wrong !== undefined)
      throw new TaggedTextError(
        `${file}: "${wrong.join(" ").slice(0, 60)}" is not a word, a tab and one of ${partsOfSpeech.join(", ")}`,
      );
    const [words, tags] = [0, 1].map((at) => pairs.map((pair) => pair[at] ?? ""));
    return words === undefined || tags === undefined || words.length === 0 ? [] : [{ words, tags }];
  });
};

/** Trains the tagger on both sorts of sentences; the last tenth of either is held out and judged. */
export const trainTags = async (
  labelled: readonly TaggedSentence[],
  supplied: readonly TaggedSentence[],
  options: TrainingOptions,
): Promise<TrainedNetwork<TaggerWeights>> => {
  const cut = (list: readonly TaggedSentence[]): number => Math.ceil(list.length * (1 - HELD_OUT));
  const kept = [...labelled.slice(0, cut(labelled)), ...supplied.slice(0, cut(supplied))];
  const judged = [...labelled.slice(cut(labelled)), ...supplied.slice(cut(supplied))];
  const all = [...kept, ...judged];
  return trainTagger(all, { ...options, validationShare: judged.length / Math.max(1, all.length) });
};
