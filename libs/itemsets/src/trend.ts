/** Counts in which new baskets weigh more: one of now 1, one of a half-life ago a half. */
export interface Recent {
  readonly both: number;
  readonly left: number;
  readonly right: number;
  readonly baskets: number;
}

/** Standard deviations beyond which a difference is told. */
const DEVIATIONS = 2;
/** Below these, counts weighed by age are rounding. */
const LEAST = 1e-6;

/** Lift by the weighed counts; null where a side is in no new basket. */
export const recentLift = ({ both, left, right, baskets }: Recent): number | null =>
  left < LEAST || right < LEAST ? null : (both * baskets) / (left * right);

/**
 * Whether the sides come together more, or less, of late than their lift over all baskets lets expect. The weighed count
 * of a steady Poisson stream with exponential weights has half its mean as variance.
 * @param lift over all baskets.
 */
export const isMoving = (trend: "rising" | "falling", lift: number, recent: Recent): boolean => {
  const { both, left, right, baskets } = recent;
  if (baskets < LEAST) return false;
  const expected = (lift * left * right) / baskets;
  const beyond = (both - expected) / Math.sqrt(Math.max(expected, LEAST) / 2);
  return trend === "rising" ? beyond > DEVIATIONS : beyond < -DEVIATIONS;
};
