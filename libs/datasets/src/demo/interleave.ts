/**
 * Mixes two sequences evenly by position, each in its own order: after any share of the result, about that share
 * of either has come. O(n).
 */
export function* interleave<T>(first: readonly T[], second: readonly T[]): Generator<T, void, undefined> {
  let [i, j] = [0, 0];
  while (i < first.length || j < second.length) {
    // Compare (i + 1/2) / |first| with (j + 1/2) / |second|, without dividing.
    const turn =
      j >= second.length || (i < first.length && (2 * i + 1) * second.length <= (2 * j + 1) * first.length);
    const next = turn ? first[i++] : second[j++];
    if (next !== undefined) yield next;
  }
}
