import type { BayesCounts } from "../posterior.ts";

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
 * naive Bayes counts serves here too. Pure; O(features), about 50 ns each.
 */
export const tfIdf = (counts: BayesCounts, features: readonly number[]): SparseText => {
  const often = new Map<number, number>();
  for (const feature of features) often.set(feature, (often.get(feature) ?? 0) + 1);
  const buckets = new Int32Array(often.size);
  const values = new Float64Array(often.size);
  const texts = counts.texts.negative + counts.texts.positive;
  let [at, squares] = [0, 0];
  for (const [feature, times] of often) {
    const held = (counts.features[feature * 2] ?? 0) + (counts.features[feature * 2 + 1] ?? 0);
    const rarity = Math.log((1 + texts) / (1 + Math.min(texts, held))) + 1;
    const value = (times === 1 ? 1 : 1 + Math.log(times)) * rarity;
    buckets[at] = feature;
    values[at++] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / length;
  return { buckets, values };
};

/** The product of a text with weights, one for each bucket. */
export const dot = (weights: Float32Array, { buckets, values }: SparseText): number => {
  let sum = 0;
  for (let i = 0; i < buckets.length; i++) sum += (weights[buckets[i] ?? 0] ?? 0) * (values[i] ?? 0);
  return sum;
};

/** 1 / (1 + e^−x). */
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
