import type { ItemRow } from "./item-row.ts";

/** What a reader knows of one partition. */
export interface Part {
  /** Merged number of each of the partition's slots. */
  readonly numbers: number[];
  /** Last row of each slot. */
  readonly rows: (ItemRow | undefined)[];
  /** Counts with items whose own row has not come yet (a cold start reads rows in any order), by their slot. */
  readonly waiting: Map<number, Map<number, number>>;
  baskets: number;
  errorBound: number;
}

/** Keeps a count until the row of the item in `earlySlot` comes. */
export const wait = (part: Part, earlySlot: number, item: number, by: number): void => {
  const counts = part.waiting.get(earlySlot) ?? new Map<number, number>();
  counts.set(item, (counts.get(item) ?? 0) + by);
  part.waiting.set(earlySlot, counts);
};

/** A partition of which nothing came yet. */
export const newPart = (): Part => ({ numbers: [], rows: [], waiting: new Map(), baskets: 0, errorBound: 0 });
