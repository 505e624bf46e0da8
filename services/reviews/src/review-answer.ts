import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import { type AspectSaid, type Sentiment, sentimentLabel } from "@millrace/text";
import { ladder, type Opinion, type Rung } from "./opinion.ts";
import { readSaid, writeSaid } from "./text/said.ts";

/** What is published about a review. */
export interface ReviewAnswer {
  readonly itemId: string;
  /** Event time, ms since 1970. */
  readonly time: number;
  /** Stars, 0.5 to 5. */
  readonly rating: number | undefined;
  /** What its text says; undefined where it has none. */
  readonly opinion: (Opinion & { readonly label: Sentiment }) | undefined;
  /** What it says of which things; undefined where that was not looked for. */
  readonly aspects: readonly AspectSaid[] | undefined;
}

/** Answers are packed in this, one after the other. */
const packing = new ByteWriter(1 << 10);

/** Packs a review's answer: about 65 bytes, the item's id, and 15 bytes an aspect. */
export const encodeReviewAnswer = (
  answer: Omit<ReviewAnswer, "opinion"> & { readonly opinion: Opinion | undefined },
): Uint8Array => {
  const { itemId, time, rating, opinion, aspects } = answer;
  const w = packing
    .reset()
    .text(itemId)
    .f64(time)
    .f64(rating ?? Number.NaN);
  w.u8(opinion === undefined ? 0 : 1 + ladder.indexOf(opinion.rung));
  if (opinion === undefined) return w.finish();
  w.u8(ladder.reduce((told, rung) => (opinion.rungs[rung] === undefined ? told : told + 1), 0));
  for (let i = 0; i < ladder.length; i++) {
    const value = opinion.rungs[rungAt(i)];
    if (value !== undefined) w.u8(i).f64(value);
  }
  w.u8(aspects === undefined ? 0 : 1);
  if (aspects !== undefined) writeSaid(w, aspects);
  return w.finish();
};

/** Unpacks it. @throws {StateFormatError} */
export const decodeReviewAnswer = (bytes: Uint8Array): ReviewAnswer => {
  const r = new ByteReader(bytes);
  const itemId = r.text();
  const time = r.f64();
  const stars = r.f64();
  const rating = Number.isNaN(stars) ? undefined : stars;
  const answered = r.u8();
  if (answered === 0) return { itemId, time, rating, opinion: undefined, aspects: undefined };
  const rungs: { [R in Rung]?: number } = {};
  for (let left = r.u8(); left > 0; left--) rungs[rungAt(r.u8())] = r.f64();
  const aspects = r.u8() === 1 ? readSaid(r) : undefined;
  const rung = rungAt(answered - 1);
  const score = rungs[rung];
  if (score === undefined) throw new StateFormatError(`the rung ${rung} answered without a score`);
  return { itemId, time, rating, opinion: { rung, score, rungs, label: sentimentLabel(score) }, aspects };
};

const rungAt = (index: number): Rung => {
  const rung = ladder[index];
  if (rung === undefined) throw new StateFormatError(`there is no rung ${index}`);
  return rung;
};
