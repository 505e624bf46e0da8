/** Values that the engine sorts in one go: about 1 ms. */
const RUN = 1 << 13;
/** Values merged in one go: half a millisecond. */
const MERGED_PER_PIECE = 1 << 15;

/**
 * Sorts the first `size` values, ascending, in pieces of some milliseconds: short runs first, then merged two by two.
 * Cost: O(n log n). @returns where the sorted values are: `values` or an array of the same length.
 */
export function* sortInPieces(
  values: Float64Array<ArrayBuffer>,
  size: number,
): Generator<void, Float64Array<ArrayBuffer>> {
  for (let start = 0; start < size; start += RUN) {
    values.subarray(start, Math.min(size, start + RUN)).sort();
    yield;
  }
  if (size <= RUN) return values;
  let [from, to] = [values, new Float64Array(values.length)];
  for (let run = RUN; run < size; run *= 2) {
    for (let start = 0; start < size; start += 2 * run) {
      yield* merge(from, to, start, Math.min(size, start + run), Math.min(size, start + 2 * run));
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Merges two sorted runs that lie side by side, from `start` to `middle` and on to `end`. */
function* merge(
  from: Float64Array,
  to: Float64Array,
  start: number,
  middle: number,
  end: number,
): Generator<void, void> {
  const next = { left: start, right: middle };
  for (let at = start; at < end; at += MERGED_PER_PIECE) {
    mergeSome(from, to, next, middle, at, Math.min(end, at + MERGED_PER_PIECE), end);
    yield;
  }
}

const mergeSome = (
  from: Float64Array,
  to: Float64Array,
  next: { left: number; right: number },
  middle: number,
  begin: number,
  stop: number,
  end: number,
): void => {
  let { left, right } = next;
  for (let at = begin; at < stop; at++) {
    const isLeft = left < middle && (right >= end || (from[left] ?? 0) <= (from[right] ?? 0));
    to[at] = (isLeft ? from[left++] : from[right++]) ?? 0;
  }
  next.left = left;
  next.right = right;
};
