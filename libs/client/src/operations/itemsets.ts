// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /itemsets. */
export interface ItemsetsOperations {
  /** Frequent itemsets. */
  readonly "GET /v1/itemsets": {
    readonly query?: {
      readonly minSupport?: number;
      readonly size?: number;
      readonly limit?: number;
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
      readonly itemsets: readonly {
        readonly items: readonly string[];
        readonly count: number;
        readonly support: number;
        readonly errorBound: number;
      }[];
    };
  };
}
