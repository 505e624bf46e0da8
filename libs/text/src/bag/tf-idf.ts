import type { BayesCounts } from "../posterior.ts";

/** ln(1 + n) of small numbers, which most counts are. */
const logs = Float64Array.from({ length: 1 << 12 }, (_, n) => Math.log(1 + n));
const logAfter = (n: number): number => logs[n] ?? Math.log(1 + n);

/** Place of each bucket in the text that is being read, + 1; all 0 in between. */
let places = new Int32Array(0);

/** A text as a sparse vector of length 1: different buckets in order of first appearance, each with its value. */
export interface SparseText {
  readonly buckets: Int32Array;
  readonly values: Float64Array;
}

/**
 * TF-IDF of a text's features over the texts learned so far, as a vector of length 1:
 *
 *     x_f = (1 + ln tf_f) · (ln((1 + N) / (1 + n_f)) + 1), divided by ‖x‖₂
 *
 * with N texts and n_f occurrences of the feature, at most N: occurrences stand for the texts that hold it, so that what
 * naive Bayes counts serves here too. O(features), about 20 ns each.
 */
export const tfIdf = (counts: BayesCounts, features: readonly number[]): SparseText => {
  const most = counts.features.length / 2;
  if (places.length < most) places = new Int32Array(most);
  const buckets = new Int32Array(features.length);
  const values = new Float64Array(features.length);
  let held = 0;
  for (let i = 0; i < features.length; i++) {
    const feature = features[i] ?? 0;
    const known = places[feature] ?? 0;
    if (known > 0) values[known - 1] = (values[known - 1] ?? 0) + 1;
    else {
      buckets[held] = feature;
      values[held] = 1;
      places[feature] = ++held;
    }
  }
  const texts = counts.texts.negative + counts.texts.positive;
  const all = logAfter(texts) + 1;
  let squares = 0;
  for (let i = 0; i < held; i++) {
    const feature = buckets[i] ?? 0;
    places[feature] = 0;
    const came = (counts.features[feature * 2] ?? 0) + (counts.features[feature * 2 + 1] ?? 0);
    const times = values[i] ?? 0;
    const value = (1 + (logs[times - 1] ?? Math.log(times))) * (all - logAfter(Math.min(texts, came)));
    values[i] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  for (let i = 0; i < held; i++) values[i] = (values[i] ?? 0) / length;
  return { buckets: buckets.subarray(0, held), values: values.subarray(0, held) };
};

/** The product of a text with weights, one for each bucket. */
export const dot = (weights: Float32Array, { buckets, values }: SparseText): number => {
  let sum = 0;
  for (let i = 0; i < buckets.length; i++) sum += (weights[buckets[i] ?? 0] ?? 0) * (values[i] ?? 0);
  return sum;
};

/** 1 / (1 + e^−x). */
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
