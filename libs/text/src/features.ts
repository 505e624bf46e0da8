import { hash32 } from "@millrace/state";

/** Buckets into which words and pairs of words are hashed unless a model is told otherwise. */
export const BUCKETS = 1 << 16;
/** Words of a text that are read at most, so that one text cannot cost or weigh without bound. */
const WORDS_MAX = 2_000;

const UNIGRAM = 0x1f0a;

/** Hash of a pair of words out of theirs, in order. */
const pairOf = (first: number, second: number): number => {
  let h = Math.imul(first, 0x9e3779b1) ^ second;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
};

/**
 * The features of a text, in order, repeats kept: buckets of its words and of its pairs of neighbouring words. No
 * vocabulary is kept; two features that share a bucket share their counts. About 0.1 µs a feature.
 * @param buckets how many there are; a feature is from 0 to buckets − 1.
 */
export const featuresOf = (tokens: readonly string[], buckets = BUCKETS): readonly number[] => {
  const features: number[] = [];
  const end = Math.min(tokens.length, WORDS_MAX);
  let previous = 0;
  for (let i = 0; i < end; i++) {
    const word = hash32(tokens[i] ?? "", UNIGRAM);
    features.push(word % buckets);
    if (i > 0) features.push(pairOf(previous, word) % buckets);
    previous = word;
  }
  return features;
};
