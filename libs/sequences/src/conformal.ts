/** Shares of misses for which a series' residual quantiles are told; between them is interpolated. Descending. */
export const MISS_GRID: readonly number[] = [
  0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.16, 0.13, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01,
  0.005, 0.002, 0.001, 0.0005,
];
const MISS_MIN = MISS_GRID.at(-1) ?? 0.0005;
const MISS_MAX = MISS_GRID[0] ?? 0.9;

/** How intervals follow a series. */
export interface ConformalOptions {
  /** Coverage that is steered for, 0.5 to 0.999. */
  readonly level: number;
  /** Step γ of the adaption. Greater follows a change sooner and wobbles more. */
  readonly rate: number;
}

/**
 * The width that a share `miss` of the residuals exceeds: the ⌈(n + 1)(1 − miss)⌉-th smallest of n absolute residuals
 * (split conformal, Vovk et al. 2005). Where n is too small for that, the tail beyond the largest is taken as
 * exponential, so that every width is finite: largest x ln(1 / miss) / ln(n + 1).
 * @param sorted residuals, ascending from `at`.
 * @param n how many, 1 or more.
 */
export const residualQuantile = (sorted: Float32Array, at: number, n: number, miss: number): number => {
  const rank = Math.ceil((n + 1) * (1 - miss));
  if (rank <= n) return sorted[at + Math.max(0, rank - 1)] ?? 0;
  return ((sorted[at + n - 1] ?? 0) * Math.log(1 / miss)) / Math.log(n + 1);
};

/** Half the width of an interval that misses a share `miss`. O(grid). @param quantile residual quantile at MISS_GRID[i]. */
export const gridWidth = (quantile: (i: number) => number, miss: number): number => {
  const wanted = Math.min(MISS_MAX, Math.max(MISS_MIN, miss));
  let i = 1;
  while (i < MISS_GRID.length - 1 && (MISS_GRID[i] ?? 0) > wanted) i++;
  const [wide, narrow] = [MISS_GRID[i] ?? MISS_MIN, MISS_GRID[i - 1] ?? MISS_MAX];
  const share = (narrow - wanted) / (narrow - wide);
  const from = quantile(i - 1);
  return from + share * (quantile(i) - from);
};

/**
 * One step of adaptive conformal inference (Gibbs & Candès 2021, eq. 2): α ← α + γ (1 − level − err), err 1 for a miss.
 * α is held between the least told share and five times the one asked, so that a long calm can be unlearned.
 */
export const adaptMiss = (miss: number, covered: boolean, { level, rate }: ConformalOptions): number => {
  const adapted = miss + rate * (1 - level - (covered ? 0 : 1));
  return Math.min(MISS_MAX, 5 * (1 - level), Math.max(MISS_MIN, adapted));
};

/** The share of misses to ask for where another level than the steered one is wanted: scaled in proportion. */
export const missFor = (miss: number, steered: number, level: number): number =>
  (miss * (1 - level)) / (1 - steered);
