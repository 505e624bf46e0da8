/** Counts of items and of pairs, counted once more over all baskets: what the answers must say. */
export interface Counts {
  readonly baskets: number;
  readonly items: ReadonlyMap<string, number>;
  /** By `pairName`. */
  readonly pairs: ReadonlyMap<string, number>;
}

/** Counts every set of up to `length` items by brute force; items in order, separated by `|`. */
export const countSets = (baskets: readonly (readonly string[])[], length: number): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const basket of baskets) {
    const items = [...new Set(basket)].sort();
    const grow = (from: number, set: readonly string[]): void => {
      for (let i = from; i < items.length; i++) {
        const longer = [...set, items[i] ?? ""];
        counts.set(longer.join("|"), (counts.get(longer.join("|")) ?? 0) + 1);
        if (longer.length < length) grow(i + 1, longer);
      }
    };
    grow(0, []);
  }
  return counts;
};

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
