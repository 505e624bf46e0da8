// Generated from the OpenAPI document: `npm run docs`. Not to be changed by hand.

/** Calls below /map. */
export interface MapOperations {
  /** Items or users laid out in the plane by their vectors. */
  readonly "GET /v1/map": {
    readonly query?: {
      readonly of?: "items" | "users";
      readonly method?: "pca" | "tsne";
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
      readonly of: string;
      readonly method: string;
      /** False while a t-SNE is still moving: ask again. */
      readonly done: boolean;
      /** Share of the two axes in the variance; null where axes mean nothing. */
      readonly share: readonly number[] | null;
      readonly points: readonly {
        readonly id: string;
        readonly title?: string;
        readonly category?: string;
        readonly ratings: number;
        readonly x: number;
        readonly y: number;
      }[];
    };
  };
}
