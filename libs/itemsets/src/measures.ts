/** Strength of a rule, all from three counts and the number of baskets (Agrawal & Srikant 1994; Brin et al. 1997). */
export interface RuleMeasures {
  /** Share of baskets that hold both sides. */
  readonly support: number;
  /** Share of the baskets with the left side that hold the right one too. */
  readonly confidence: number;
  /** Confidence over the right side's own share: 1 where the sides are independent. */
  readonly lift: number;
  /** Support beyond what independence would give. */
  readonly leverage: number;
  /** How much more often the rule would fail by chance; null where it never fails (infinite). */
  readonly conviction: number | null;
}

/**
 * Measures of the rule left → right.
 * @param both baskets with both sides; @param left with the left one; @param right with the right one.
 */
export const measure = (both: number, left: number, right: number, baskets: number): RuleMeasures => {
  const support = both / baskets;
  const confidence = both / left;
  const rightShare = right / baskets;
  return {
    support,
    confidence,
    lift: (both * baskets) / (left * right),
    leverage: support - (left / baskets) * rightShare,
    conviction: both === left ? null : (1 - rightShare) / (1 - confidence),
  };
};
