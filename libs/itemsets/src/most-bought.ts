import { Best } from "./best.ts";
import type { ItemNumbers } from "./item-numbers.ts";

/** The items of most baskets, but of `least` at least; of those with as many by name. Cost: O(items). */
export const mostBought = (
  numbers: ItemNumbers,
  countOf: (item: number) => number,
  limit: number,
  least: number,
): number[] => {
  const best = new Best<number>(limit, countOf);
  for (const item of numbers.all()) if (countOf(item) >= least * (1 - 1e-12)) best.offer(item);
  const last = best.list().at(-1);
  if (last === undefined) return [];
  // Those of as many baskets as the last one are chosen by name, not by who came first.
  const worst = countOf(last);
  const due = [...numbers.all()].filter((item) => countOf(item) >= worst);
  const order = (a: number, b: number): number =>
    countOf(b) - countOf(a) || (numbers.idOf(a) < numbers.idOf(b) ? -1 : 1);
  return due.sort(order).slice(0, limit);
};
