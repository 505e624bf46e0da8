// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /health. */
export interface HealthOperations {
  /** Alive. */
  readonly "GET /healthz": {
    readonly answer: {
      readonly status: string;
    };
  };
  /** Ready, with the restored share of each partition. */
  readonly "GET /readyz": {
    readonly answer: {
      readonly status: string;
      readonly reasons: readonly string[];
      readonly partitions: readonly {
        readonly stream: string;
        readonly partition: number;
        /** Share of the state that is back, 0 to 1. */
        readonly restored: number;
        readonly offset: number;
        readonly lag: number;
      }[];
    };
  };
}
