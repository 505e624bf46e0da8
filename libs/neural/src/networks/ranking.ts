/** An item index with its probability. */
export interface Likely {
  readonly index: number;
  readonly probability: number;
}

/**
 * Place of `index` when all logits are ordered downwards, from 1; equal logits are ordered by index, so every index
 * has a place of its own. Infinity where the logit is −Infinity or missing: its reciprocal rank is then 0. O(n).
 */
export const rankOf = (logits: Float64Array, index: number): number => {
  const own = logits[index] ?? Number.NEGATIVE_INFINITY;
  if (own === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  let rank = 1;
  for (let i = 0; i < index; i++) if ((logits[i] ?? 0) >= own) rank++;
  for (let i = index + 1; i < logits.length; i++) if ((logits[i] ?? 0) > own) rank++;
  return rank;
};

/** `ln Σ e^logit`, without overflow. O(n), one exponential each. */
export const logSumExp = (logits: Float64Array): number => {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) most = Math.max(most, logits[i] ?? 0);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] ?? 0) - most);
  return most + Math.log(sum);
};

/** The `limit` greatest logits with their softmax probabilities, in the order of `rankOf`. O(n + n·log limit at worst). */
export const topOf = (logits: Float64Array, limit: number): Likely[] => {
  const total = logSumExp(logits);
  return Array.from(topIndices(logits, limit), (index) => ({
    index,
    probability: Math.exp((logits[index] ?? 0) - total),
  }));
};

/** Where the `limit` greatest logits are, in the order of `rankOf`; −Infinity is none of them. No exponential is taken. */
export const topIndices = (logits: Float64Array, limit: number): Int32Array => {
  const best = new Int32Array(Math.min(limit, logits.length));
  let size = 0;
  // What has to be surpassed: the least of the best once there are enough.
  let floor = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) {
    const own = logits[i] ?? 0;
    if (own <= floor) continue;
    const at = placeOf(logits, best, size, own);
    if (size < best.length) size++;
    best.copyWithin(at + 1, at, size - 1);
    if (at < best.length) best[at] = i;
    if (size === best.length) floor = logits[best[size - 1] ?? 0] ?? 0;
  }
  return best.subarray(0, size);
};

/** First place among the best so far that is worse than `own`. */
const placeOf = (logits: Float64Array, best: Int32Array, size: number, own: number): number => {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((logits[best[middle] ?? 0] ?? 0) >= own) low = middle + 1;
    else high = middle;
  }
  return low;
};
