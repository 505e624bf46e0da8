import { hash32 } from "@millrace/state";

const SCALE = 0.1;

/**
 * Fills `[at, at + k)` with the first vector of a row: k values in ±0.1 that depend on nothing but the id and the seed,
 * so that a replay begins in the same place. Symmetric rows could never part otherwise. (SplitMix32 over the id's hash.)
 */
export const seedVector = (id: string, seed: number, into: Float32Array, at: number, k: number): void => {
  let state = hash32(id, seed);
  for (let f = 0; f < k; f++) {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    into[at + f] = (((z ^ (z >>> 15)) >>> 0) / 2 ** 31 - 1) * SCALE;
  }
};
