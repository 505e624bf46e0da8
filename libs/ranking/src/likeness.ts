/** An item with its cosine. */
export interface Alike {
  readonly itemId: string;
  /** 0..1. */
  readonly cosine: number;
}

/** Several items taken together, as one that others may be like. Valid until the index changes. */
export interface Mixture {
  /** What it is made of. */
  readonly itemIds: readonly string[];
  /** Cosine of an item with it, 0..1; 0 for an unknown one. O(terms). */
  likeness(itemId: string): number;
  /** The items most like it, best first, its own left out. @param accept asked of each that shares a term. */
  like(limit: number, accept: (itemId: string) => boolean): Alike[];
}
