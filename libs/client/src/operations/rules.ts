// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /rules. */
export interface RulesOperations {
  /** Association rules. */
  readonly "GET /v1/rules": {
    readonly query?: {
      readonly item?: string;
      readonly minSupport?: number;
      readonly minConfidence?: number;
      readonly minLift?: number;
      readonly sort?: "lift" | "confidence" | "support" | "leverage" | "conviction";
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
      readonly rules: readonly {
        readonly if: readonly string[];
        readonly then: readonly string[];
        readonly count: number;
        readonly support: number;
        readonly confidence: number;
        readonly lift: number;
        readonly leverage: number;
        /** Null where the rule never fails. */
        readonly conviction: number | null;
        readonly errorBound: number;
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
      readonly limit?: number;
      readonly minSupport?: number;
      readonly minConfidence?: number;
      readonly minLift?: number;
      readonly sort?: "lift" | "confidence" | "support" | "leverage" | "conviction";
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
      readonly rules: readonly {
        readonly if: readonly string[];
        readonly then: readonly string[];
        readonly count: number;
        readonly support: number;
        readonly confidence: number;
        readonly lift: number;
        readonly leverage: number;
        /** Null where the rule never fails. */
        readonly conviction: number | null;
        readonly errorBound: number;
      }[];
    };
  };
}
