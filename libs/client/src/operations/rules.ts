// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /rules. */
export interface RulesOperations {
  /** Association rules. */
  readonly "GET /v1/rules": {
    readonly query?: {
      readonly item?: string;
      /** Items, separated by commas. */
      readonly if?: string;
      /** Items, separated by commas. */
      readonly then?: string;
      /** Least share of baskets with both sides. Unless said, the share from which on sets are kept ready (MILLRACE_ITEMSETS_SUPPORT_MIN), but no less than MILLRACE_MIN_COUNT baskets. */
      readonly minSupport?: number;
      readonly minConfidence?: number;
      readonly minLift?: number;
      /** Least confidence beyond that of every rule with the same right side and less on the left; above 0 leaves out redundant rules. */
      readonly minImprovement?: number;
      /** Greatest p-value of Fisher's exact test after the correction for how many rules were tried: 0.05 keeps what is hardly by chance. */
      readonly maxPValue?: number;
      /** How p-values allow for the number of rules tried. Unless said, they are multiplied by it (Bonferroni): maxPValue bounds the probability that any rule is by chance. By rank (Benjamini and Hochberg): maxPValue bounds the expected share of the rules that are. */
      readonly correction?: "bonferroni" | "benjamini-hochberg" | "none";
      /** Only rules whose lift of late is above, or below, their lift over all baskets. */
      readonly trend?: "rising" | "falling";
      readonly sort?: "lift" | "confidence" | "support" | "leverage" | "conviction";
      /** Most items on both sides; 0 is no limit. */
      readonly size?: number;
      readonly limit?: number;
      /** The `next` of an answer to the same question: goes on behind it. Pages are of one state as long as their modelVersion is the same. */
      readonly cursor?: string;
      /** Token of POST /v1/events: waits until the answer reflects those events. */
      readonly after?: string;
    };
    readonly answer: {
      /** Model that answered. */
      readonly model: string;
      /** Changes whenever the model's state does. */
      readonly modelVersion: string;
      /** Which fallback step answered. */
      readonly rung: string;
      /** When the answer was computed, RFC 3339. */
      readonly computedAt: string;
      /** Newest event that it reflects, RFC 3339; null before the first. */
      readonly eventTime: string | null;
      readonly baskets: number;
      /** Rules of fewer baskets may be missing: greater than what was asked for only where there was no room. */
      readonly completeFrom: number;
      /** Rules of enough baskets, before any other filter. */
      readonly tried: number;
      /** Ask again with this as `cursor` for what comes next; null where this is all. */
      readonly next: string | null;
      readonly rules: readonly {
        readonly if: readonly string[];
        readonly then: readonly string[];
        /** Baskets with both sides; under decay the sum of their weights. */
        readonly count: number;
        readonly support: number;
        readonly confidence: number;
        readonly lift: number;
        readonly leverage: number;
        /** Null where the rule never fails. */
        readonly conviction: number | null;
        /** How far the count may be below the truth. */
        readonly errorBound: number;
        /** Fisher's exact test, one-sided, of this rule alone. */
        readonly pValue: number;
        /** The same, corrected for how many rules were tried. */
        readonly adjustedPValue: number;
        /** Lift where a basket weighs half after MILLRACE_TREND_HALF_LIFE_MS; null where a side is in no new basket. */
        readonly recentLift: number | null;
        /** Confidence beyond that of the best rule with less on the left. */
        readonly improvement: number;
      }[];
    };
  };
  /** Rules that lead out of a set of items. */
  readonly "POST /v1/rules/query": {
    readonly query?: {
      /** Token of POST /v1/events: waits until the answer reflects those events. */
      readonly after?: string;
    };
    readonly body: {
      readonly items: readonly string[];
      /** Least share of baskets with both sides. Unless said, the share from which on sets are kept ready (MILLRACE_ITEMSETS_SUPPORT_MIN), but no less than MILLRACE_MIN_COUNT baskets. */
      readonly minSupport?: number;
      readonly minConfidence?: number;
      readonly minLift?: number;
      /** Least confidence beyond that of every rule with the same right side and less on the left; above 0 leaves out redundant rules. */
      readonly minImprovement?: number;
      /** Greatest p-value of Fisher's exact test after the correction for how many rules were tried: 0.05 keeps what is hardly by chance. */
      readonly maxPValue?: number;
      /** How p-values allow for the number of rules tried. Unless said, they are multiplied by it (Bonferroni): maxPValue bounds the probability that any rule is by chance. By rank (Benjamini and Hochberg): maxPValue bounds the expected share of the rules that are. */
      readonly correction?: "bonferroni" | "benjamini-hochberg" | "none";
      /** Only rules whose lift of late is above, or below, their lift over all baskets. */
      readonly trend?: "rising" | "falling";
      readonly sort?: "lift" | "confidence" | "support" | "leverage" | "conviction";
      /** Most items on both sides; 0 is no limit. */
      readonly size?: number;
      readonly limit?: number;
      /** The `next` of an answer to the same question: goes on behind it. Pages are of one state as long as their modelVersion is the same. */
      readonly cursor?: string;
    };
    readonly answer: {
      /** Model that answered. */
      readonly model: string;
      /** Changes whenever the model's state does. */
      readonly modelVersion: string;
      /** Which fallback step answered. */
      readonly rung: string;
      /** When the answer was computed, RFC 3339. */
      readonly computedAt: string;
      /** Newest event that it reflects, RFC 3339; null before the first. */
      readonly eventTime: string | null;
      readonly baskets: number;
      /** Rules of fewer baskets may be missing: greater than what was asked for only where there was no room. */
      readonly completeFrom: number;
      /** Rules of enough baskets, before any other filter. */
      readonly tried: number;
      /** Ask again with this as `cursor` for what comes next; null where this is all. */
      readonly next: string | null;
      readonly rules: readonly {
        readonly if: readonly string[];
        readonly then: readonly string[];
        /** Baskets with both sides; under decay the sum of their weights. */
        readonly count: number;
        readonly support: number;
        readonly confidence: number;
        readonly lift: number;
        readonly leverage: number;
        /** Null where the rule never fails. */
        readonly conviction: number | null;
        /** How far the count may be below the truth. */
        readonly errorBound: number;
        /** Fisher's exact test, one-sided, of this rule alone. */
        readonly pValue: number;
        /** The same, corrected for how many rules were tried. */
        readonly adjustedPValue: number;
        /** Lift where a basket weighs half after MILLRACE_TREND_HALF_LIFE_MS; null where a side is in no new basket. */
        readonly recentLift: number | null;
        /** Confidence beyond that of the best rule with less on the left. */
        readonly improvement: number;
      }[];
      readonly missing: readonly {
        /** Each item that a rule leads to out of the basket, by the surest rule to it, surest first; then, with nothing on the left, what is bought most. The scoreboard scores this list as `rules`. */
        readonly itemId: string;
        readonly if: readonly string[];
        /** Baskets with both sides. */
        readonly count: number;
        readonly support: number;
        readonly confidence: number;
        readonly lift: number;
        readonly errorBound: number;
      }[];
    };
  };
}
