// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /admin. */
export interface AdminOperations {
  /** Where each partition's state stands. */
  readonly "GET /v1/admin/state": {
    readonly answer: {
      readonly partitions: readonly {
        readonly stream: string;
        readonly partition: number;
        readonly generation: number;
        readonly offset: number;
        readonly snapshotOffset: number;
        readonly outcomes: Readonly<Record<string, number>>;
        readonly weights: Readonly<Record<string, string>>;
      }[];
    };
  };
  /** Starts a stream's state anew from the beginning of its log, at the next start of its service. */
  readonly "POST /v1/admin/state/reset": {
    readonly body: {
      readonly stream: string;
    };
    readonly answer: {
      readonly stream: string;
      readonly generation: number;
    };
  };
  /** What administrators had done, newest first. */
  readonly "GET /v1/admin/audit": {
    readonly query?: {
      readonly limit?: number;
    };
    readonly answer: {
      readonly entries: readonly {
        readonly at: string;
        readonly action: string;
        /** SHA-256 of the user id, hexadecimal. */
        readonly subject: string;
        /** Name of the key. */
        readonly askedBy: string;
        readonly requestId: string;
        readonly details: Readonly<Record<string, number>>;
      }[];
    };
  };
}
