// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /users. */
export interface UsersOperations {
  /** What a user may like, and why. */
  readonly "GET /v1/users/{userId}/recommendations": {
    readonly path: {
      readonly userId: string;
    };
    readonly query?: {
      readonly limit?: number;
      /** Item ids, separated by commas. */
      readonly exclude?: string;
      readonly category?: string;
      /** 0 ranks by score alone; 1 keeps the items as different from each other as may be. */
      readonly diversity?: number;
      readonly explain?: boolean;
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
  /** Many users at once. */
  readonly "POST /v1/users/lookup": {
    readonly query?: {
      /** Token of POST /v1/events: waits until the answer reflects those events. */
      readonly after?: string;
    };
    readonly body: {
      readonly ids: readonly string[];
    };
    readonly answer: {
      readonly found: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
      readonly missing: readonly string[];
    };
  };
  /** Forgets a person everywhere: rows, factors, sessions, answers. */
  readonly "DELETE /v1/users/{userId}": {
    readonly path: {
      readonly userId: string;
    };
    readonly answer: {
      readonly userId: string;
      /** `forgotten`, or `under way` where a partition has still to do it. */
      readonly status: string;
      /** Rows that were kept, by table. */
      readonly rows: Readonly<Record<string, number>>;
      /** Sessions in which the person was named. */
      readonly sessions: number;
      /** Any GET with it waits until every partition has forgotten. */
      readonly after: string;
    };
  };
}
