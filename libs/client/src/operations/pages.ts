// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /pages. */
export interface PagesOperations {
  /** How sessions come to an item, leave it, and go on from it. */
  readonly "GET /v1/pages/{itemId}": {
    readonly path: {
      readonly itemId: string;
    };
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
      readonly itemId: string;
      readonly visits: number;
      readonly entries: number;
      readonly exits: number;
      readonly bounces: number;
      readonly departures: number;
      readonly bounceRate: number;
      readonly exitRate: number;
      /** Share of a random surfer's visits; all pages add up to 1. */
      readonly pageRank: number;
      readonly transitions: readonly {
        readonly itemId: string;
        readonly count: number;
        readonly probability: number;
      }[];
    };
  };
  /** The most visited pages. */
  readonly "GET /v1/pages": {
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
      readonly pages: readonly {
        readonly itemId: string;
        readonly title?: string;
        readonly visits: number;
        readonly entries: number;
        readonly exits: number;
        readonly bounces: number;
        readonly bounceRate: number;
        readonly exitRate: number;
        readonly pageRank: number;
        readonly transitions: readonly {
          readonly itemId: string;
          readonly count: number;
          readonly probability: number;
        }[];
      }[];
    };
  };
}
