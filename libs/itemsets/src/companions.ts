import type { FrequentSets } from "./frequent-sets.ts";

/** An item of more baskets has its partners taken from the counted pairs: looking through all would take too long. */
const LOOKED_THROUGH_MAX = 50_000;

/** An item that shares baskets with another: its number, and their count as weighed in the sets. */
export interface Shared {
  readonly item: number;
  readonly count: number;
}

/** Counts all pairs of one item. Cost: O(items in its baskets), or O(pairs counted) for one of very many baskets. */
export const companionsOf = (sets: FrequentSets, item: number): Shared[] => {
  const list = sets.occurrences.listOf(item);
  if (list === undefined) return [];
  if (list.size > LOOKED_THROUGH_MAX) return countedPairs(sets, item);
  const counts = new Map<number, number>();
  for (let n = 0; n < list.size; n++) {
    const tid = list.tids[n] ?? 0;
    const segment = sets.occurrences.segmentOf(tid);
    const at = sets.occurrences.indexOf(tid);
    if (segment.left[at] === 1) continue;
    const weight = segment.weights[at] ?? 0;
    const end = segment.starts[at + 1] ?? 0;
    for (let i = segment.starts[at] ?? 0; i < end; i++) {
      const other = segment.items[i] ?? 0;
      if (other !== item) counts.set(other, (counts.get(other) ?? 0) + weight);
    }
  }
  return [...counts].map(([other, count]) => ({ item: other, count }));
};

const countedPairs = ({ tree }: FrequentSets, item: number): Shared[] => {
  const found: Shared[] = [];
  for (let node = 1; node < tree.nodes; node++) {
    if (tree.depth[node] !== 2 || !tree.isHeld(node)) continue;
    const [own, other] = [tree.item[node] ?? 0, tree.item[tree.parent[node] ?? 0] ?? 0];
    if (own !== item && other !== item) continue;
    found.push({ item: own === item ? other : own, count: tree.count[node] ?? 0 });
  }
  return found;
};
