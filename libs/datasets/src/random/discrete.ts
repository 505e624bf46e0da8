import type { Random } from "./xoshiro.ts";

/** A finite distribution that can be drawn from and looked at. */
export interface Discrete {
  /** Probabilities, which sum to 1. */
  readonly probabilities: Float64Array;
  /** An index, with its probability. O(log n). */
  draw(random: Random): number;
}

/**
 * The distribution proportional to `weights`. O(n).
 *
 * @throws {RangeError} when a weight is negative or not finite, or all are zero.
 */
export const discrete = (weights: ArrayLike<number>): Discrete => {
  const probabilities = Float64Array.from(weights);
  if (probabilities.some((w) => !(w >= 0 && w < Infinity)))
    throw new RangeError("a weight is negative or not finite");
  const total = probabilities.reduce((sum, w) => sum + w, 0);
  if (total === 0) throw new RangeError("all weights are zero");
  const cumulative = new Float64Array(probabilities.length);
  let sum = 0;
  for (const [i, w] of probabilities.entries()) {
    probabilities[i] = w / total;
    sum += w / total;
    cumulative[i] = sum;
  }
  return {
    probabilities,
    draw: (random) => {
      const u = random.unit() * sum;
      let low = 0;
      let high = cumulative.length - 1;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((cumulative[middle] ?? 1) > u) high = middle;
        else low = middle + 1;
      }
      return low;
    },
  };
};

/** Zipf's law over `n` ranks: rank r has weight 1 / (r + 1)^exponent. O(n). */
export const zipf = (n: number, exponent: number): Discrete =>
  discrete(Float64Array.from({ length: n }, (_, rank) => (rank + 1) ** -exponent));
