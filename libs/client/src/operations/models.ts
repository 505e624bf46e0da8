// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /models. */
export interface ModelsOperations {
  /** The scoreboard: every model scored before learning, and which one answers. */
  readonly "GET /v1/models": {
    readonly query?: {
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
      readonly models: readonly {
        readonly stream: string;
        readonly model: string;
        readonly champion: boolean;
        readonly since: string | null;
        readonly events: number;
        readonly metrics: Readonly<Record<string, number>>;
        readonly recent: Readonly<Record<string, number>>;
        readonly stateBytes: number;
        /** How the score differs from what readers get. */
        readonly note?: string;
      }[];
    };
  };
  /** The scoreboard's recent figures over time, as they were with each snapshot. */
  readonly "GET /v1/models/history": {
    readonly query?: {
      readonly stream?: string;
      /** Spans of time, of each of which the last figures are told. */
      readonly steps?: number;
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
      readonly points: readonly {
        readonly time: string;
        readonly stream: string;
        readonly partition: number;
        readonly model: string;
        readonly metrics: Readonly<Record<string, number | null>>;
      }[];
    };
  };
}
