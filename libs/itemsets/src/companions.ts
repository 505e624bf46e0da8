import { CountTree } from "./count-tree.ts";
import type { FoundSetGround } from "./found-sets.ts";
import type { FrequentSets } from "./frequent-sets.ts";
import { measure, type RuleMeasures } from "./measures.ts";

/** An item of more baskets has its partners taken from the counted pairs: looking through all would take too long. */
const LOOKED_THROUGH_MAX = 50_000;

/** An item that shares baskets with another: its number, and their count as weighed in the sets. */
export interface Shared {
  readonly item: number;
  readonly count: number;
}

/** An item bought with another, and how much more than by chance: measures of the rule from the other to it. */
export interface Companion extends RuleMeasures {
  readonly itemId: string;
  readonly count: number;
}

/**
 * Counts all pairs of one item. Cost: O(items in its baskets), or O(pairs counted) for one of very many baskets.
 * @param numbersEnd one more than the greatest number of an item
 */
export const companionsOf = (sets: FrequentSets, item: number, numbersEnd: number): Shared[] => {
  const list = sets.occurrences.listOf(item);
  if (list === undefined) return [];
  if (list.size > LOOKED_THROUGH_MAX) return countedPairs(sets, item);
  const counts = new Float64Array(numbersEnd);
  for (let n = 0; n < list.size; n++) {
    const tid = list.tids[n] ?? 0;
    const segment = sets.occurrences.segmentOf(tid);
    const at = sets.occurrences.indexOf(tid);
    if (segment.left[at] === 1) continue;
    const weight = segment.weights[at] ?? 0;
    const { items } = segment;
    const end = segment.starts[at + 1] ?? 0;
    for (let i = segment.starts[at] ?? 0; i < end; i++) {
      const other = items[i] ?? 0;
      counts[other] = (counts[other] ?? 0) + weight;
    }
  }
  counts[item] = 0;
  const found: Shared[] = [];
  for (let other = 0; other < numbersEnd; other++) {
    const count = counts[other] ?? 0;
    if (count > 0) found.push({ item: other, count });
  }
  return found;
};

const countedPairs = ({ tree }: FrequentSets, item: number): Shared[] => {
  const { count, depth, parent, first, next } = tree;
  const found: Shared[] = [];
  const own = tree.child(CountTree.root, item);
  if (own < 0) return [];
  for (let node = first[own] ?? -1; node >= 0; node = next[node] ?? -1)
    found.push({ item: tree.item[node] ?? 0, count: count[node] ?? 0 });
  for (let node = tree.firstEnding(item); node >= 0; node = tree.nextEnding[node] ?? -1)
    if (depth[node] === 2) found.push({ item: tree.item[parent[node] ?? 0] ?? 0, count: count[node] ?? 0 });
  return found;
};

/** Those of at least so many baskets, as they are answered. @param own baskets with the item itself */
export const companionsTold = (
  found: readonly Shared[],
  own: number,
  minCount: number,
  { scale, baskets, ofItem, idOf }: FoundSetGround,
): Companion[] =>
  found
    .filter(({ count }) => count / scale >= minCount * (1 - 1e-12))
    .map(({ item, count }) => ({
      itemId: idOf(item),
      count: count / scale,
      ...measure(count / scale, own, ofItem(item), baskets),
    }));
