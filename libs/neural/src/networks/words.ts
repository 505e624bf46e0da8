/** Trained vectors of words, as they travel. Nothing is run: readers compare them. */
export interface WordWeights {
  readonly kind: "words";
  readonly words: readonly string[];
  /** Numbers of one vector. */
  readonly size: number;
  /** `[words x size]`, row-major. */
  readonly vectors: Float32Array;
  /** `[pieces x size]`, row-major: character n-grams by hash, of which vectors of other words are made. */
  readonly pieces: Float32Array;
}
