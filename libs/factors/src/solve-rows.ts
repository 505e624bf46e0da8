import { shareAt } from "./item-share.ts";
import type { RowSolver } from "./row-solver.ts";
import type { Side } from "./side.ts";

// Pseudo-ratings of "no level": on the MovieLens ratings 2 was best of 1, 2, 3 and 5.
const LEVEL_LAMBDA = 2;

/** What solving a row needs to know. */
export interface RowProblem {
  readonly mean: number;
  readonly biasLambda: number;
  /** 0 for items: only users have a momentary level. */
  readonly driftHalfLife: number;
}

/**
 * Puts the minimum of the objective over one row (vector, bias) in its place, all else fixed; so too the bias of the rung
 * without factors: b = Σ (r − μ − c) / (n + λ_b). Where peers know the row too, their sums are added. A row without ratings becomes 0. O(n k² + k³) for n retained ratings.
 */
export const solveRow = (
  side: Side,
  slot: number,
  opposite: Side,
  solver: RowSolver,
  problem: RowProblem,
): void => {
  const list = side.prune(slot, opposite);
  const { data, width } = opposite.rows;
  const plain = opposite.plainBias.data;
  const n = list.size;
  solver.reset();
  let sum = 0;
  for (let j = 0; j < n; j++) {
    const other = list.slots[j] ?? 0;
    const centred = (list.ratings[j] ?? 0) - problem.mean;
    solver.add(data, other * width, centred);
    sum += centred - (plain[other] ?? 0);
  }
  const peers = side.peers;
  const at = slot * (peers?.width ?? 0);
  solver.solve(peers?.data, at + shareAt.statistics, problem.mean);
  side.rows.data.set(solver.solution, slot * width);
  const others = peers?.data[at + shareAt.retained] ?? 0;
  const theirs = (peers?.data[at + shareAt.plain] ?? 0) - others * problem.mean;
  const plainBias = (sum + theirs) / (n + others + problem.biasLambda);
  side.plainBias.data[slot] = plainBias;
  if (problem.driftHalfLife > 0) {
    side.drift.data[slot * 2] = solver.recentResidual(problem.driftHalfLife, LEVEL_LAMBDA);
    side.drift.data[slot * 2 + 1] = plainLevel(side, slot, opposite, problem, plainBias);
  }
  side.changed(slot);
};

/** As `RowSolver.recentResidual`, for the rung without factors. */
const plainLevel = (side: Side, slot: number, opposite: Side, problem: RowProblem, bias: number): number => {
  const list = side.lists.of(slot);
  const plain = opposite.plainBias.data;
  const fade = 0.5 ** (1 / problem.driftHalfLife);
  let weight = 1;
  let weights = 0;
  let sum = 0;
  for (let j = list.size - 1; j >= 0 && weight > 1 / 128; j--) {
    sum += weight * ((list.ratings[j] ?? 0) - problem.mean - bias - (plain[list.slots[j] ?? 0] ?? 0));
    weights += weight;
    weight *= fade;
  }
  return sum / (weights + LEVEL_LAMBDA);
};
