// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /sentiment. */
export interface SentimentOperations {
  /** The sentiment of any text, at once; nothing is stored. */
  readonly "POST /v1/sentiment": {
    readonly query?: {
      /** Token of POST /v1/events: waits until the answer reflects those events. */
      readonly after?: string;
    };
    readonly body: {
      readonly text: string;
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
      /** positive, negative or neutral; null where there is no text. */
      readonly label: string | null;
      /** Probability of positive. */
      readonly score: number | null;
      /** The same by every rung. */
      readonly rungs: Readonly<Record<string, number>>;
      readonly aspects: readonly {
        /** Noun phrase or name, in small letters. */
        readonly aspect: string;
        /** Whether it is a name, such as a brand's. */
        readonly entity: boolean;
        /** positive, negative or neutral, by the words around it. */
        readonly label: string;
        /** Probability of positive. */
        readonly score: number;
      }[];
    };
  };
}
