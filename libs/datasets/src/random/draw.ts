import type { Random } from "./xoshiro.ts";

/** Uniform over 0 to `n` − 1. O(1); biased by less than n / 2^53. */
export const drawBelow = (random: Random, n: number): number => Math.floor(random.unit() * n);

/** True with probability `p`. */
export const drawChance = (random: Random, p: number): boolean => random.unit() < p;

/** Standard normal, by Box and Muller (1958), one of the pair. O(1). */
export const drawNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());

/** Exponential with the given mean. O(1). */
export const drawExponential = (random: Random, mean: number): number => -mean * Math.log(1 - random.unit());

/** Poisson with the given mean, by multiplying uniforms (Knuth). O(mean); for means up to about 500. */
export const drawPoisson = (random: Random, mean: number): number => {
  const floor = Math.exp(-mean);
  let product = random.unit();
  let count = 0;
  while (product > floor) {
    product *= random.unit();
    count++;
  }
  return count;
};

/** Shuffles `values` in place (Fisher and Yates) and returns it. O(n). */
export const shuffle = <T>(random: Random, values: T[]): T[] => {
  for (let last = values.length - 1; last > 0; last--) {
    const other = drawBelow(random, last + 1);
    const [a, b] = [values[last], values[other]];
    // Both positions lie inside the array; an array of undefined shuffles to itself.
    if (a !== undefined && b !== undefined) [values[last], values[other]] = [b, a];
  }
  return values;
};
