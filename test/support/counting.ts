/** Counts of items and of pairs, counted once more over all baskets: what the answers must say. */
export interface Counts {
  readonly baskets: number;
  readonly items: ReadonlyMap<string, number>;
  /** By `pairName`. */
  readonly pairs: ReadonlyMap<string, number>;
}

/** A pair of items under one name, whichever comes first. */
export const pairName = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

/** Counts by brute force. */
export const countBaskets = (baskets: readonly (readonly string[])[]): Counts => {
  const items = new Map<string, number>();
  const pairs = new Map<string, number>();
  const add = (to: Map<string, number>, name: string): unknown => to.set(name, (to.get(name) ?? 0) + 1);
  for (const basket of baskets) {
    const distinct = [...new Set(basket)];
    distinct.forEach((item, i) => {
      add(items, item);
      for (const other of distinct.slice(i + 1)) add(pairs, pairName(item, other));
    });
  }
  return { baskets: baskets.length, items, pairs };
};
