import type { ItemNumbers } from "./item-numbers.ts";

/** Lists are made for so many items more each, so that one serves questions of about the same size. */
const STEP = 64;

/** Keeps the items of most baskets until a count changes: what a basket misses is asked again and again. */
export class MostBought {
  #key = "";
  #items: readonly number[] = [];

  /** As {@link mostBought}, of at least `limit` items where there are so many. @param state changes whenever a count does */
  list(
    state: string,
    numbers: ItemNumbers,
    countOf: (item: number) => number,
    limit: number,
    least: number,
  ): readonly number[] {
    const size = Math.ceil(limit / STEP) * STEP;
    const key = `${state} ${size} ${least}`;
    if (key === this.#key) return this.#items;
    this.#key = key;
    this.#items = mostBought(numbers, countOf, size, least);
    return this.#items;
  }
}

/** The items of most baskets, but of `least` at least; of those with as many by name. Cost: O(items). */
const mostBought = (
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
