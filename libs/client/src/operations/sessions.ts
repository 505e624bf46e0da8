// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /sessions. */
export interface SessionsOperations {
  /** The likeliest next items of a live session. */
  readonly "GET /v1/sessions/{sessionId}/next": {
    readonly path: {
      readonly sessionId: string;
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
      readonly sessionId: string;
      readonly items: readonly {
        readonly itemId: string;
        /** Probability, given that the session goes on. */
        readonly score: number;
      }[];
      /** Probability that the last click was the session's last. */
      readonly exitProbability: number;
      /** What the exit probability follows from. */
      readonly exitRung: string;
      /** Likeliest hidden state, see /v1/funnel; null before a model is in use. */
      readonly state: number | null;
      readonly stateProbabilities: readonly number[];
    };
  };
  /** Live sessions, newest first. */
  readonly "GET /v1/sessions": {
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
      /** How many there are in all. */
      readonly live: number;
      readonly sessions: readonly {
        readonly sessionId: string;
        readonly clicks: number;
        readonly lastItem: string;
        readonly lastTime: string;
      }[];
    };
  };
}
