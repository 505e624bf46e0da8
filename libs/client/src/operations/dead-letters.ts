// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /dead-letters. */
export interface DeadLettersOperations {
  /** Events that could not be read, newest first. */
  readonly "GET /v1/dead-letters": {
    readonly query?: {
      readonly stream?: string;
      readonly limit?: number;
    };
    readonly answer: {
      readonly deadLetters: readonly {
        readonly stream: string;
        readonly topic: string;
        readonly partition: number;
        readonly offset: number;
        readonly arrivedAt: string;
        readonly reason: string;
        readonly detail: string;
        /** Base64. */
        readonly key: string | null;
        /** Base64. */
        readonly value: string | null;
      }[];
    };
  };
  /** Publishes dead letters again on the topics they came from. */
  readonly "POST /v1/dead-letters/replay": {
    readonly body: {
      readonly stream?: string;
      readonly reason?: string;
      readonly limit?: number;
    };
    readonly answer: {
      readonly replayed: number;
    };
  };
}
