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
        /** Steps of the season found in the series; null where there is none. */
        readonly seasonSteps: number | null;
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
        /** The rung that answers at this horizon. */
        readonly rung: string;
      }[];
      readonly rungs: Readonly<Record<string, readonly number[]>>;
    };
  };
  /** A series' strange points, oldest first. */
  readonly "GET /v1/series/{seriesId}/anomalies": {
    readonly path: {
      readonly seriesId: string;
    };
    readonly query?: {
      /** First event time, RFC 3339 or ms since 1970; the beginning by default. */
      readonly from?: string;
      /** Last event time; now by default. */
      readonly to?: string;
      readonly minScore?: number;
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
      readonly seriesId: string;
      readonly anomalies: readonly {
        readonly time: string;
        /** Null where an expected reading has not come. */
        readonly value: number | null;
        /** What had been forecast for it. */
        readonly expected: number | null;
        /** 0 to 1: how far beyond all that the series had shown. */
        readonly score: number;
        /** warning, or alarm from a score of 0.9 on. */
        readonly level: string;
        /** spike, shift (the values stay where they went), noise (errors have grown), stuck (the value repeats), silent (readings are missing), relation (the value and its covariates do not fit together as before). */
        readonly kind: string;
      }[];
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
  /** A series' readings, each beside what had been forecast for it. */
  readonly "GET /v1/series/{seriesId}/history": {
    readonly path: {
      readonly seriesId: string;
    };
    readonly query?: {
      /** First event time, RFC 3339 or ms since 1970; the earliest when absent. */
      readonly from?: string;
      /** Event time before which readings are told, RFC 3339 or ms since 1970; the latest when absent. */
      readonly to?: string;
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
      readonly seriesId: string;
      readonly points: readonly {
        readonly time: string;
        readonly value: number;
        readonly predicted: number | null;
        readonly lower: number | null;
        readonly upper: number | null;
        readonly rung: string | null;
        readonly rungs: Readonly<Record<string, number | null>>;
      }[];
    };
  };
}
