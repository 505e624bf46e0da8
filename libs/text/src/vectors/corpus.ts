/** Sentences as word numbers, and the words that are frequent enough to have one. */
export interface Corpus {
  /** Most frequent first. */
  readonly words: readonly string[];
  /** How often each came. */
  readonly counts: Float64Array;
  /** Words of each sentence by number; rarer words are left out. */
  readonly sentences: readonly Int32Array[];
}

/** Numbers the words of sentences. @param minCount least count of a word; @param wordsMax most words, the most frequent. */
export const corpusOf = (
  sentences: readonly (readonly string[])[],
  minCount: number,
  wordsMax: number,
): Corpus => {
  const counts = new Map<string, number>();
  for (const sentence of sentences)
    for (const word of sentence) counts.set(word, (counts.get(word) ?? 0) + 1);
  const kept = [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, wordsMax);
  const numbers = new Map(kept.map(([word], i) => [word, i]));
  return {
    words: kept.map(([word]) => word),
    counts: Float64Array.from(kept, ([, count]) => count),
    sentences: sentences
      .map((sentence) =>
        Int32Array.from(
          sentence.flatMap((word) => {
            const number = numbers.get(word);
            return number === undefined ? [] : [number];
          }),
        ),
      )
      .filter(({ length }) => length > 1),
  };
};
