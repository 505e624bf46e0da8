/** A source of randomness that a seed decides. Each call advances it. */
export interface Random {
  /** Uniform over the integers 0 to 2^32 − 1. O(1). */
  uint32(): number;
  /** Uniform over [0, 1) in steps of 2^-53. O(1). */
  unit(): number;
}

/** SplitMix32: spreads a seed over the generator's state, so that neighbouring seeds give unrelated streams. */
const splitMix = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
};

const rotateLeft = (x: number, bits: number): number => ((x << bits) | (x >>> (32 - bits))) >>> 0;

/**
 * xoshiro128** (Blackman & Vigna 2018): period 2^128 − 1.
 *
 * @param seed an integer; only its low 32 bits count.
 * @param stream a second integer: one seed gives unrelated generators, so that drawing more from one part of a
 *   simulation does not change another part.
 */
export const seededRandom = (seed: number, stream = 0): Random => {
  const next = splitMix((seed ^ Math.imul(stream, 0x27d4eb2f)) >>> 0);
  let [a, b, c, d] = [next(), next(), next(), next() | 1];
  const uint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  return {
    uint32,
    unit: () => ((uint32() >>> 5) * 67_108_864 + (uint32() >>> 6)) / 9_007_199_254_740_992,
  };
};
