import { ByteReader, ByteWriter } from "@millrace/state";
import { type Sentiment, sentimentLabel } from "../sentiment.ts";

/** What texts said of one aspect of one item; changed in place by its owner. */
export interface AspectRow {
  readonly aspect: string;
  readonly entity: boolean;
  positive: number;
  negative: number;
  neutral: number;
  /** Sum of the scores in millionths. */
  sum: number;
  /** A sentence about it; empty where its text was taken back. */
  example: string;
  /** Id of the review that the sentence is from. */
  review: string;
}

/** An item's aspect, for people. */
export interface AspectSummary {
  readonly aspect: string;
  readonly entity: boolean;
  readonly mentions: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** Mean probability of positive, 0 to 1. */
  readonly score: number;
  readonly label: Sentiment;
  /** A sentence about it, at most 120 characters; null where none is held. */
  readonly example: string | null;
}

/** Packs one row. @param review what stands for the id of the review that its sentence is from. */
export const writeAspectRow = (w: ByteWriter, row: AspectRow, review = row.review): void => {
  w.text(row.aspect)
    .u8(row.entity ? 1 : 0)
    .varint(row.positive)
    .varint(row.negative)
    .varint(row.neutral);
  w.varint(row.sum).text(row.example).text(review);
};

/** Unpacks one row. @throws {StateFormatError} */
export const readAspectRow = (r: ByteReader): AspectRow => ({
  aspect: r.text(),
  entity: r.u8() === 1,
  positive: r.varint(),
  negative: r.varint(),
  neutral: r.varint(),
  sum: r.varint(),
  example: r.text(),
  review: r.text(),
});

/** Aspects of an item that readers are told of, the most mentioned. */
const PUBLISHED_MAX = 10;

/** They are packed in this, one item after the other. */
const packing = new ByteWriter(1 << 12);

/** Packs an item's aspects for readers, at most ten: about 1 KB. @param rows the most mentioned first. */
export const encodeAspects = (rows: readonly AspectRow[]): Uint8Array => {
  const w = packing.reset();
  for (let i = 0; i < rows.length && i < PUBLISHED_MAX; i++) {
    const row = rows[i];
    if (row !== undefined) writeAspectRow(w, row, "");
  }
  return w.finish();
};

/** Unpacks them. @throws {StateFormatError} */
export const decodeAspects = (bytes: Uint8Array): readonly AspectRow[] => {
  const r = new ByteReader(bytes);
  const rows: AspectRow[] = [];
  while (!r.done) rows.push(readAspectRow(r));
  return rows;
};

/** An item's aspects over the rows of all partitions, most mentioned first, at most `limit`. */
export const summariseAspects = (
  parts: readonly (readonly AspectRow[])[],
  limit: number,
): readonly AspectSummary[] => {
  const merged = new Map<string, AspectRow>();
  for (const row of parts.flat()) {
    const known = merged.get(row.aspect);
    if (known === undefined) {
      merged.set(row.aspect, { ...row });
      continue;
    }
    known.positive += row.positive;
    known.negative += row.negative;
    known.neutral += row.neutral;
    known.sum += row.sum;
    if (known.example === "") known.example = row.example;
  }
  return [...merged.values()]
    .map(({ aspect, entity, positive, negative, neutral, sum, example }) => {
      const mentions = positive + negative + neutral;
      const score = sum / 1e6 / Math.max(1, mentions);
      const label = sentimentLabel(score);
      return {
        aspect,
        entity,
        mentions,
        positive,
        negative,
        neutral,
        score,
        label,
        example: example || null,
      };
    })
    .sort((a, b) => b.mentions - a.mentions || (a.aspect < b.aspect ? -1 : 1))
    .slice(0, limit);
};
