import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import { type Sentiment, sentimentLabel } from "@millrace/text";
import { ladder, type Opinion, type Rung } from "./opinion.ts";

/** What is published about a review. */
export interface ReviewAnswer {
  readonly itemId: string;
  /** Event time, ms since 1970. */
  readonly time: number;
  /** Stars, 0.5 to 5. */
  readonly rating: number | undefined;
  /** What its text says; undefined where it has none. */
  readonly opinion: (Opinion & { readonly label: Sentiment }) | undefined;
}

/** Packs a review's answer: about 45 bytes and the item's id. */
export const encodeReviewAnswer = (
  answer: Omit<ReviewAnswer, "opinion"> & { readonly opinion: Opinion | undefined },
): Uint8Array => {
  const { itemId, time, rating, opinion } = answer;
  const w = new ByteWriter(96)
    .text(itemId)
    .f64(time)
    .f64(rating ?? Number.NaN);
  w.u8(opinion === undefined ? 0 : 1 + ladder.indexOf(opinion.rung));
  if (opinion === undefined) return w.finish();
  for (const [i, rung] of ladder.entries()) {
    const value = opinion.rungs[rung];
    if (value !== undefined) w.u8(i).f64(value);
  }
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
  if (answered === 0) return { itemId, time, rating, opinion: undefined };
  const rungs: { [R in Rung]?: number } = {};
  while (!r.done) rungs[rungAt(r.u8())] = r.f64();
  const rung = rungAt(answered - 1);
  const score = rungs[rung];
  if (score === undefined) throw new StateFormatError(`the rung ${rung} answered without a score`);
  return { itemId, time, rating, opinion: { rung, score, rungs, label: sentimentLabel(score) } };
};

const rungAt = (index: number): Rung => {
  const rung = ladder[index];
  if (rung === undefined) throw new StateFormatError(`there is no rung ${index}`);
  return rung;
};
