// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /items. */
export interface ItemsOperations {
  /** Items that are liked by the same people, bought together, clicked next. */
  readonly "GET /v1/items/{itemId}/related": {
    readonly path: {
      readonly itemId: string;
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
      readonly itemId: string;
      readonly title?: string;
      readonly similar: readonly {
        readonly itemId: string;
        readonly title?: string;
        readonly score: number;
        readonly why: readonly {
          readonly source: string;
          readonly weight: number;
          readonly evidence: unknown;
        }[];
      }[];
      readonly boughtTogether: readonly {
        readonly itemId: string;
        readonly title?: string;
        readonly support: number;
        readonly confidence: number;
        readonly lift: number;
        readonly count: number;
      }[];
      readonly next: readonly {
        readonly itemId: string;
        readonly title?: string;
        readonly score: number;
      }[];
    };
  };
  /** Many items at once. */
  readonly "POST /v1/items/lookup": {
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
  /** What the texts about an item say. */
  readonly "GET /v1/items/{itemId}/sentiment": {
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
      readonly reviews: number;
      readonly positive: number;
      readonly negative: number;
      readonly neutral: number;
      readonly mean: number;
      readonly trend: number;
      readonly aspects: readonly {
        /** Noun phrase or name, in small letters. */
        readonly aspect: string;
        /** Whether it is a name, such as a brand's. */
        readonly entity: boolean;
        /** positive, negative or neutral, by the words around it. */
        readonly label: string;
        /** Probability of positive. */
        readonly score: number;
        /** Texts that speak of it. */
        readonly mentions: number;
        readonly positive: number;
        readonly negative: number;
        readonly neutral: number;
        /** A sentence about it, at most 120 characters. */
        readonly example: string | null;
      }[];
    };
  };
  /** Items of the catalogue, by id or by a part of the title. */
  readonly "GET /v1/items": {
    readonly query?: {
      readonly q?: string;
      /** Item ids, separated by commas. */
      readonly ids?: string;
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
      readonly items: readonly {
        readonly itemId: string;
        readonly title?: string;
        readonly categories?: readonly string[];
        readonly price?: number;
        readonly available?: boolean;
      }[];
    };
  };
}
