// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /complete. */
export interface CompleteOperations {
  /** Likely ways to go on with a phrase, out of what reviews say. */
  readonly "GET /v1/complete": {
    readonly query?: {
      /** What was written so far; a last word without a space after it may go on itself. */
      readonly q?: string;
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
      readonly q: string;
      readonly completions: readonly {
        /** The sentence that was begun and how it goes on. */
        readonly text: string;
        /** What is to be put behind the query. */
        readonly completion: string;
        /** Of its first word, given what was written. */
        readonly probability: number;
      }[];
    };
  };
}
