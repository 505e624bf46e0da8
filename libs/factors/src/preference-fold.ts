import { cholesky, solveLower, solveUpper } from "./cholesky.ts";
import type { Gram } from "./gram.ts";

/** One thing that a user touched: the item's slot and the weight of the preference. */
export interface Touched {
  readonly slot: number;
  readonly weight: number;
}

/** What a user's row is solved over. */
export interface PreferenceItems {
  /** `[slots x width]`, of which the first k are the vector. */
  readonly rows: { readonly data: Float32Array; readonly width: number };
  readonly gram: Gram;
  readonly lambda: number;
  /** Weight c of each pair that nothing was said of. */
  readonly missing: number;
}

/** A user's row made at request time. */
export interface FoldedPreferences {
  /** Vector p, `[k]`. */
  readonly vector: Float64Array;
  /** p·q of the item in `slot`: about 1 for what is surely wanted, 0 for what is not. O(k). */
  score(slot: number): number;
  /** The same as if the n-th preference had never been: exact, not an estimate. O(k²), and O(k²) once for each n. */
  without(n: number, slot: number): number;
}

/**
 * The minimum of the user's part of the objective, p = A⁻¹ Σ w q with A = c S + Σ (w − c) q qᵀ + λ I (Hu, Koren & Volinsky
 * 2008, eq. 4). Without the n-th preference A loses (w − c) q qᵀ and the sum w q: one rank, so Sherman & Morrison
 * (1950) give the score without it. O(n k² + k³).
 */
export const foldPreferences = (touched: readonly Touched[], items: PreferenceItems): FoldedPreferences => {
  const { rows, gram, lambda, missing: c } = items;
  const { data, width } = rows;
  const k = Math.round(Math.sqrt(gram.sums.length));
  const a = gram.sums.map((value) => value * c);
  const b = new Float64Array(k);
  for (let f = 0; f < k; f++) a[f * k + f] = (a[f * k + f] ?? 0) + lambda;
  for (const { slot, weight } of touched) {
    const at = slot * width;
    for (let f = 0; f < k; f++) {
      const q = data[at + f] ?? 0;
      b[f] = (b[f] ?? 0) + weight * q;
      for (let g = 0; g <= f; g++)
        a[f * k + g] = (a[f * k + g] ?? 0) + (weight - c) * q * (data[at + g] ?? 0);
    }
  }
  cholesky(a, k, k, k);
  const vector = new Float64Array(k);
  solveLower(a, k, k, b, vector);
  solveUpper(a, k, k, vector, vector);
  const whiten = (slot: number): Float64Array => {
    const z = new Float64Array(k);
    solveLower(a, k, k, data.subarray(slot * width, slot * width + k), z);
    return z;
  };
  const score = (slot: number): number => {
    let sum = 0;
    for (let f = 0; f < k; f++) sum += (vector[f] ?? 0) * (data[slot * width + f] ?? 0);
    return sum;
  };
  return {
    vector,
    score,
    without: (n, slot) => {
      const one = touched[n];
      if (one === undefined) return score(slot);
      const z = whiten(one.slot);
      const link = dot(whiten(slot), z);
      const own = dot(z, z);
      const excess = one.weight - c;
      const left = score(one.slot) - one.weight * own;
      return score(slot) - one.weight * link + (excess * link * left) / (1 - excess * own);
    },
  };
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += (a[f] ?? 0) * (b[f] ?? 0);
  return sum;
};
