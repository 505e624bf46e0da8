import { sortInPieces } from "./sorted-runs.ts";

/** Values adjusted in one piece: a fraction of a millisecond. */
const VALUES_PER_PIECE = 65_536;

/** The p-values of a family of tests, as those who control false discoveries adjust them. */
export interface AdjustedPValues {
  /** The adjusted value of a p-value of the family, in [0, 1]. O(log tests). */
  of(pValue: number): number;
  readonly bytes: number;
}

/**
 * Adjusts p-values as Benjamini & Hochberg do (1995, step-up): of the tests whose adjusted value is at most q, no more
 * than the share q is expected to be by chance, where the tests are independent or lean the same way. In pieces of some
 * milliseconds: O(n log n).
 * @param pValues changed; the first `size` count, each for `each` tests of the same p-value
 */
export function* adjustFalseDiscoveries(
  pValues: Float64Array<ArrayBuffer>,
  size: number,
  each: number,
): Generator<void, AdjustedPValues> {
  const sorted = yield* sortInPieces(pValues, size);
  const tests = size * each;
  const adjusted = new Float64Array(size);
  let least = 1;
  for (let i = size - 1; i >= 0; i--) {
    least = Math.min(least, ((sorted[i] ?? 0) * tests) / ((i + 1) * each));
    adjusted[i] = least;
    if (i % VALUES_PER_PIECE === 0) yield;
  }
  const of = (pValue: number): number => {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) <= pValue) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : (adjusted[low - 1] ?? 1);
  };
  return { of, bytes: sorted.byteLength + adjusted.byteLength };
}
