// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /recommendations. */
export interface RecommendationsOperations {
  /** The same for somebody never seen: folded in at request time, nothing is stored. */
  readonly "POST /v1/recommendations": {
    readonly query?: {
      /** Token of POST /v1/events: waits until the answer reflects those events. */
      readonly after?: string;
    };
    readonly body: {
      readonly events?: readonly {
        readonly itemId: string;
        readonly action?: string;
      }[];
      readonly ratings?: readonly {
        readonly itemId: string;
        readonly rating: number;
      }[];
      readonly basket?: readonly string[];
      readonly limit?: number;
      readonly exclude?: readonly string[];
      readonly category?: string;
      /** 0 ranks by score alone; 1 keeps the items as different from each other as may be. */
      readonly diversity?: number;
      readonly explain?: boolean;
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
      readonly userId?: string;
      /** Name it in the clicks that this answer leads to, with what was `shown`: the blend learns from them. */
      readonly answerId: string;
      readonly items: readonly {
        readonly itemId: string;
        readonly title?: string;
        readonly score: number;
        readonly why: readonly {
          readonly source: string;
          readonly weight: number;
          readonly evidence: unknown;
        }[];
      }[];
    };
  };
}
