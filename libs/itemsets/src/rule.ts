import type { RuleMeasures } from "./measures.ts";
import type { Place } from "./page.ts";

/** A rule as it is answered. */
export interface Rule extends RuleMeasures {
  readonly if: readonly string[];
  readonly then: readonly string[];
  /** Baskets with both sides; under decay the sum of their weights. */
  readonly count: number;
  /** How far the count may be below the truth. */
  readonly errorBound: number;
  /** Probability of so many baskets with both sides, or more, if they were independent: Fisher's exact test, one-sided. */
  readonly pValue: number;
  /** The same after the query's correction for how many rules were tried. */
  readonly adjustedPValue: number;
  /** Confidence beyond that of the best rule with the same right side and less on the left; of the right side's own share where the left is one item. */
  readonly improvement: number;
  /** Lift where new baskets weigh more; null where no new basket holds one of the sides. */
  readonly recentLift: number | null;
}

/** A frequent itemset as it is answered. */
export interface Itemset {
  readonly items: readonly string[];
  /** Baskets with all of them; under decay the sum of their weights. */
  readonly count: number;
  readonly support: number;
  readonly errorBound: number;
}

/** By what rules are ranked. */
export type RuleSort = "lift" | "confidence" | "support" | "leverage" | "conviction";

/**
 * How a p-value allows for the number of rules tried: by that number (no chance rule at all), by its rank among them (of
 * the rules kept few are by chance: Benjamini & Hochberg 1995), or not.
 */
export type Correction = "bonferroni" | "benjamini-hochberg" | "none";

/** Which rules are wanted. */
export interface RuleQuery {
  /** Only rules with this item on either side. */
  readonly item?: string | undefined;
  /** Only rules of which all left sides lie within, and no right side: rules that lead out of a basket. */
  readonly within?: readonly string[] | undefined;
  /** Only rules with exactly this left side. */
  readonly if?: readonly string[] | undefined;
  /** Only rules with exactly this right side. */
  readonly then?: readonly string[] | undefined;
  /** Only rules with so many items on the right. */
  readonly thenSize?: number | undefined;
  /** Most items on both sides together; 0 is no limit. */
  readonly size?: number | undefined;
  /** Least count of both sides together. */
  readonly minCount: number;
  readonly minConfidence: number;
  readonly minLift: number;
  /** Least confidence beyond every simpler rule's, in [0, 1]: above 0 leaves out what a longer left side does not add to. */
  readonly minImprovement?: number | undefined;
  /** Only rules whose lift of late is above, or below, their lift over all by more than two standard deviations. */
  readonly trend?: "rising" | "falling" | undefined;
  /** Greatest p-value after the correction for all rules that the counts allow: 1 tests nothing. */
  readonly maxPValue?: number | undefined;
  /** @default bonferroni */
  readonly correction?: Correction | undefined;
  readonly sort: RuleSort;
  readonly limit: number;
  /** Only rules behind this place in the order: the next page. */
  readonly after?: Place | undefined;
}

/** Rules, and out of how many they were chosen. */
export interface FoundRules {
  readonly rules: readonly Rule[];
  /** Rules at or above the least count, before any other filter: so many tests a correction must allow for. */
  readonly tried: number;
  /** Place behind which the next ones are; undefined where these are the last. */
  readonly next: Place | undefined;
}

/** Sets, most frequent first. */
export interface FoundSets {
  readonly itemsets: readonly Itemset[];
  /** Place behind which the next ones are; undefined where these are the last. */
  readonly next: Place | undefined;
}
