// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /itemsets. */
export interface ItemsetsOperations {
  /** Frequent itemsets. */
  readonly "GET /v1/itemsets": {
    readonly query?: {
      /** Least share of baskets with both sides. Unless said, the share from which on sets are kept ready (MILLRACE_ITEMSETS_SUPPORT_MIN), but no less than MILLRACE_MIN_COUNT baskets. */
      readonly minSupport?: number;
      readonly item?: string;
      /** Items in a set; 0 is any number. */
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
      /** Sets of two or more items of fewer baskets may be missing. */
      readonly completeFrom: number;
      /** Ask again with this as `cursor` for what comes next; null where this is all. */
      readonly next: string | null;
      readonly itemsets: readonly {
        readonly items: readonly string[];
        readonly count: number;
        readonly support: number;
        readonly errorBound: number;
      }[];
    };
  };
}
