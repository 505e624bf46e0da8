import { ByteReader, ByteWriter } from "@millrace/state";

/** Scores are counted in millionths, so that sums are exact and undoing leaves nothing behind. */
export const SCORE_PARTS = 1_000_000;

/** What texts about one item said. Rows of several partitions add up: {@link mergeSentiment}. */
export interface SentimentRow {
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** Sum of the scores in millionths. */
  readonly sum: number;
  /** Sum of the scores (0 to 1), each halved for every half-life between its text and `fadedAt`. */
  readonly fadedSum: number;
  /** The same sum of ones. */
  readonly fadedWeight: number;
  /** Event time of the newest text, ms since 1970. */
  readonly fadedAt: number;
}

/** An item's sentiment, for people. */
export interface SentimentSummary {
  /** Texts counted. */
  readonly reviews: number;
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
  /** Mean probability of positive, 0 to 1. */
  readonly mean: number;
  /** How much better recent texts are than all: faded mean minus mean, −1 to 1. */
  readonly trend: number;
}

/** Rows are packed in this, one after the other. */
const packing = new ByteWriter(64);

/** Packs a row: about 35 bytes. */
export const encodeSentiment = (row: SentimentRow): Uint8Array => {
  const w = packing.reset().varint(row.positive).varint(row.negative).varint(row.neutral).varint(row.sum);
  return w.f64(row.fadedSum).f64(row.fadedWeight).f64(row.fadedAt).finish();
};

/** Unpacks it. @throws {StateFormatError} */
export const decodeSentiment = (bytes: Uint8Array): SentimentRow => {
  const r = new ByteReader(bytes);
  return {
    positive: r.varint(),
    negative: r.varint(),
    neutral: r.varint(),
    sum: r.varint(),
    fadedSum: r.f64(),
    fadedWeight: r.f64(),
    fadedAt: r.f64(),
  };
};

/** What is left of a faded sum after `ms`. */
export const fade = (ms: number, halfLifeMs: number): number => 2 ** (-Math.max(0, ms) / halfLifeMs);

/** The row of all texts of several rows about one item. @param halfLifeMs that of the rows. */
export const mergeSentiment = (
  rows: readonly SentimentRow[],
  halfLifeMs = HALF_LIFE_MS,
): SentimentRow | undefined => {
  const [first, ...others] = rows;
  if (first === undefined) return undefined;
  return others.reduce((a, b) => {
    const fadedAt = Math.max(a.fadedAt, b.fadedAt);
    const ofA = fade(fadedAt - a.fadedAt, halfLifeMs);
    const ofB = fade(fadedAt - b.fadedAt, halfLifeMs);
    return {
      positive: a.positive + b.positive,
      negative: a.negative + b.negative,
      neutral: a.neutral + b.neutral,
      sum: a.sum + b.sum,
      fadedSum: a.fadedSum * ofA + b.fadedSum * ofB,
      fadedWeight: a.fadedWeight * ofA + b.fadedWeight * ofB,
      fadedAt,
    };
  }, first);
};

/** Half-life of a text in the trend: 30 days of event time. */
export const HALF_LIFE_MS = 30 * 86_400_000;

/** The figures of a row; undefined where it counts no text. */
export const summariseSentiment = (row: SentimentRow): SentimentSummary | undefined => {
  const { positive, negative, neutral, sum, fadedSum, fadedWeight } = row;
  const reviews = positive + negative + neutral;
  if (reviews === 0) return undefined;
  const mean = sum / SCORE_PARTS / reviews;
  const faded = fadedWeight > 0 ? Math.min(1, Math.max(0, fadedSum / fadedWeight)) : mean;
  return { reviews, positive, negative, neutral, mean, trend: faded - mean };
};
