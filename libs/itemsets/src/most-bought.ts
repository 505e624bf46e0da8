import type { ItemNumbers } from "./item-numbers.ts";

/** The items of most baskets, but of `least` at least; of those with as many by name. Cost: O(items). */
export const mostBought = (
  numbers: ItemNumbers,
  countOf: (item: number) => number,
  limit: number,
  least: number,
): number[] => {
  const bound = least * (1 - 1e-12);
  const found: number[] = [];
  for (let item = 0; item < numbers.end; item++) if (countOf(item) >= bound) found.push(item);
  const counts = Float64Array.from(found, countOf).sort();
  // Those of as many baskets as the last one are chosen by name, not by who came first.
  const worst = counts[counts.length - limit] ?? 0;
  const order = (a: number, b: number): number =>
    countOf(b) - countOf(a) || (numbers.idOf(a) < numbers.idOf(b) ? -1 : 1);
  return found
    .filter((item) => numbers.isKnown(item) && countOf(item) >= worst)
    .sort(order)
    .slice(0, limit);
};
