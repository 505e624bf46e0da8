// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /words. */
export interface WordsOperations {
  /** The words that reviews use most like another, by trained vectors. */
  readonly "GET /v1/words/{word}/similar": {
    readonly path: {
      readonly word: string;
    };
    readonly query?: {
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
      readonly word: string;
      readonly words: readonly {
        readonly word: string;
        /** Cosine of the two vectors, -1 to 1. */
        readonly similarity: number;
      }[];
    };
  };
}
