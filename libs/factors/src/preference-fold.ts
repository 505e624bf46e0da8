import { cholesky, solveLower, solveUpper } from "./cholesky.ts";
import type { Gram } from "./gram.ts";
import { pullOf } from "./preference-row.ts";

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
  /** Items among which the user could choose. */
  readonly items: number;
  /** Pull towards 0, as a share of all that the row is weighed by; see `pullOf`. */
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
  /** The same as if the n-th preference had never been: exact, not an estimate. O(k), and O(k³) once for each n. */
  without(n: number, slot: number): number;
}

/**
 * The minimum of the user's part of the objective, p = A⁻¹ Σ w q with A = c S + Σ (w − c) q qᵀ + λ I (Hu, Koren & Volinsky
 * 2008, eq. 4), λ as `pullOf` has it. Without the n-th preference A loses (w − c) q qᵀ and its part of λ, the sum w q: that is
 * solved again from A, without another pass over the others. O(n k² + k³).
 */
export const foldPreferences = (touched: readonly Touched[], problem: PreferenceItems): FoldedPreferences => {
  const { rows, gram, lambda, missing: c, items } = problem;
  const { data, width } = rows;
  const k = Math.round(Math.sqrt(gram.sums.length));
  const a = gram.sums.map((value) => value * c);
  const b = new Float64Array(k);
  let all = 0;
  for (const { slot, weight } of touched) {
    all += weight;
    add(a, b, data, slot * width, weight, c);
  }
  const solved = (matrix: Float64Array, sum: Float64Array, weights: number): Float64Array => {
    const pull = Math.max(1e-9, pullOf(lambda, weights, c, items));
    for (let f = 0; f < k; f++) matrix[f * k + f] = (matrix[f * k + f] ?? 0) + pull;
    cholesky(matrix, k, k, k);
    solveLower(matrix, k, k, sum, sum);
    solveUpper(matrix, k, k, sum, sum);
    return sum;
  };
  const others = new Map<number, Float64Array>();
  const without = (n: number, { slot, weight }: Touched): Float64Array => {
    const known = others.get(n);
    if (known !== undefined) return known;
    const [matrix, sum] = [a.slice(), b.slice()];
    add(matrix, sum, data, slot * width, -weight, -c);
    const vector = solved(matrix, sum, all - weight);
    others.set(n, vector);
    return vector;
  };
  const vector = solved(a.slice(), b.slice(), all);
  const score = (own: Float64Array, slot: number): number => {
    let sum = 0;
    for (let f = 0; f < k; f++) sum += (own[f] ?? 0) * (data[slot * width + f] ?? 0);
    return sum;
  };
  return {
    vector,
    score: (slot) => score(vector, slot),
    without: (n, slot) => {
      const one = touched[n];
      return score(one === undefined ? vector : without(n, one), slot);
    },
  };
};

/** Takes one preference into the lower half of A and into the sum; with both numbers negative, out of them. */
const add = (
  a: Float64Array,
  b: Float64Array,
  rows: Float32Array,
  at: number,
  weight: number,
  missing: number,
): void => {
  const k = b.length;
  for (let f = 0; f < k; f++) {
    const q = rows[at + f] ?? 0;
    b[f] = (b[f] ?? 0) + weight * q;
    for (let g = 0; g <= f; g++)
      a[f * k + g] = (a[f * k + g] ?? 0) + (weight - missing) * q * (rows[at + g] ?? 0);
  }
};
