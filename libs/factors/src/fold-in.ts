import { solveLower } from "./cholesky.ts";
import { RowSolver } from "./row-solver.ts";
import type { ItemRating } from "./wire.ts";

/** The items that a user is folded into. */
export interface ItemRows {
  readonly table: { find(itemId: string): number };
  /** `[slots x (k + 1)]`: vector, then bias. */
  readonly rows: { readonly data: Float32Array; readonly width: number };
}

/** What a fold-in needs of the model's settings; all must be those of the model. */
export interface FoldInSettings {
  readonly factors: number;
  readonly lambda: number;
  readonly biasLambda: number;
  readonly ratingsPerRowMax: number;
}

/** How one rated item bears on one score. */
export interface Evidence {
  readonly itemId: string;
  readonly rating: number;
  /** Its part of the score: all parts, μ and the item's bias add up to the score. */
  readonly contribution: number;
  /** By how much the score falls when the rating is removed and the user folded in again: exact, not an estimate. */
  readonly weight: number;
}

/** A user's row made at request time. */
export interface FoldedUser {
  /** Vector u, `[k]`. */
  readonly vector: Float64Array;
  /** Bias b. */
  readonly bias: number;
  /** Ratings used: those of known items, the newest at most `ratingsPerRowMax`. */
  readonly ratings: readonly ItemRating[];
  /** Their slots. */
  readonly slots: readonly number[];
  /** μ + b + c + u·v of the item in `slot`, not clamped. O(k). */
  score(slot: number): number;
  /** How each rating used bears on that score, in their order. O(n k + k²), and O(n k²) once. */
  evidence(slot: number): Evidence[];
}

/**
 * u = A⁻¹ Σ_j a_j t_j (see {@link RowSolver}), so that the score of item i, a_i·u + μ + c_i, is a sum with one part
 * (a_iᵀ A⁻¹ a_j) t_j for each rating j. Without rating j it is lower by (a_iᵀ A⁻¹ a_j) e_j / (1 − a_jᵀ A⁻¹ a_j), where e_j is
 * the residual (Sherman & Morrison 1950): the item's weight as evidence. A repeated item counts by its last rating.
 * Ratings are taken as they are: callers check their range.
 */
export const foldIn = (
  ratings: readonly ItemRating[],
  items: ItemRows,
  mean: number,
  settings: FoldInSettings,
): FoldedUser => {
  const latest = new Map<number, ItemRating>();
  for (const rated of ratings) {
    const slot = items.table.find(rated.itemId);
    latest.delete(slot);
    if (slot >= 0) latest.set(slot, rated);
  }
  const used = [...latest].slice(-settings.ratingsPerRowMax);
  const { data, width } = items.rows;
  const solver = new RowSolver(settings.factors, settings.lambda, settings.biasLambda, used.length);
  for (const [slot, { rating }] of used) solver.add(data, slot * width, rating - mean);
  solver.solve();
  const bias = solver.solution[width - 1] ?? 0;
  const score = (slot: number): number => {
    let sum = mean + bias + (data[slot * width + width - 1] ?? 0);
    for (let f = 0; f < width - 1; f++) sum += (solver.solution[f] ?? 0) * (data[slot * width + f] ?? 0);
    return sum;
  };
  let whitened: readonly Float64Array[] | undefined;
  return {
    vector: solver.solution.slice(0, width - 1),
    bias,
    ratings: used.map(([, rated]) => rated),
    slots: used.map(([slot]) => slot),
    score,
    evidence: (slot) => {
      whitened ??= used.map((_, j) => whitenedRating(solver, j));
      const x = new Float64Array(width);
      for (let f = 0; f < width - 1; f++) x[f] = data[slot * width + f] ?? 0;
      x[width - 1] = 1;
      solveLower(solver.lower, width, solver.stride, x, x);
      return whitened.map((z, j) => {
        const link = dot(x, z);
        const { itemId, rating } = used[j]?.[1] ?? { itemId: "", rating: 0 };
        const contribution = link * solver.feature(width, j);
        return { itemId, rating, contribution, weight: (link * solver.residual(j)) / (1 - dot(z, z)) };
      });
    },
  };
};

/** The ratings that raise a score most, at most `limit`, the strongest first. */
export const strongest = (user: FoldedUser, slot: number, limit: number): Evidence[] =>
  user
    .evidence(slot)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, limit);

/** L⁻¹ a_j: then a_iᵀ A⁻¹ a_j is the product of two of them. */
const whitenedRating = (solver: RowSolver, j: number): Float64Array => {
  const z = new Float64Array(solver.width);
  for (let f = 0; f < solver.width; f++) z[f] = solver.feature(f, j);
  solveLower(solver.lower, solver.width, solver.stride, z, z);
  return z;
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let f = 0; f < a.length; f++) sum += (a[f] ?? 0) * (b[f] ?? 0);
  return sum;
};
