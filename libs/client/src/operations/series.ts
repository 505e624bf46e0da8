// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /series. */
export interface SeriesOperations {
  /** The series known, by id. */
  readonly "GET /v1/series": {
    readonly query?: {
      readonly limit?: number;
      readonly offset?: number;
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
      readonly series: readonly {
        readonly seriesId: string;
        readonly readings: number;
        readonly lastTime: string;
        readonly lastValue: number | null;
        readonly intervalMs: number;
        readonly mean: number;
        readonly deviation: number;
      }[];
    };
  };
  /** A series' forecast with its interval, and what every rung says. */
  readonly "GET /v1/series/{seriesId}/forecast": {
    readonly path: {
      readonly seriesId: string;
    };
    readonly query?: {
      readonly horizon?: number;
      readonly level?: number;
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
      readonly seriesId: string;
      readonly level: number;
      readonly points: readonly {
        readonly time: string;
        readonly value: number;
        readonly lower: number;
        readonly upper: number;
      }[];
      readonly rungs: Readonly<Record<string, readonly number[]>>;
    };
  };
  /** Many series at once. */
  readonly "POST /v1/series/lookup": {
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
}
