// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /networks. */
export interface NetworksOperations {
  /** Model cards: what each network learned from and how it was judged, beside simpler models. */
  readonly "GET /v1/networks": {
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
      readonly networks: readonly {
        readonly kind: string;
        /** As `weights` of answers name it. */
        readonly version: string;
        readonly created: string;
        /** Greatest offset read of each topic and partition. */
        readonly dataRange: Readonly<Record<string, string | number>>;
        /** What computed the training. */
        readonly backend: string;
        readonly seed: number;
        readonly shapes: Readonly<Record<string, readonly number[]>>;
        /** Trained numbers. */
        readonly parameters: number;
        readonly settings: Readonly<Record<string, number>>;
        /** Passes over the data. */
        readonly epochs: number;
        /** The one whose weights these are: the least loss on the last part in time. */
        readonly bestEpoch: number;
        /** Why training ended: epochs, patience or time. */
        readonly stopped: string;
        /** Predictions in one pass. */
        readonly trainingExamples: number;
        /** Predictions judged. */
        readonly validationExamples: number;
        readonly validation: Readonly<Record<string, number>>;
        /** What simpler models make of the same predictions. */
        readonly beside: Readonly<Record<string, Readonly<Record<string, number>>>>;
        readonly seconds: number;
      }[];
    };
  };
}
