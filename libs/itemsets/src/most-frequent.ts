import { Best } from "./best.ts";
import { CountTree } from "./count-tree.ts";
import { setsHolding } from "./holding.ts";
import { finished } from "./pieces.ts";

/** A counted set. */
export interface CountedSet {
  readonly node: number;
  readonly count: number;
}

/** Which sets are wanted. */
export interface FrequentQuery {
  readonly minCount: number;
  /** Items in a set; 0 is any number. */
  readonly size: number;
  readonly limit: number;
  /** Number of an item that each holds. */
  readonly item: number | undefined;
}

/** Sets that hold an item, that of it alone too. */
const holding = (tree: CountTree, item: number, least: number): readonly number[] => {
  const alone = tree.child(CountTree.root, item);
  if (alone < 0) return [];
  return [alone, ...finished(setsHolding(tree, item, { least, sizeMax: Number.POSITIVE_INFINITY }))];
};

/**
 * The most frequent sets. O(counted sets), or with an item O(sets that it is in).
 * @param scale count in the tree that is one basket; @param ofItem baskets with a single item
 */
export const mostFrequent = (
  tree: CountTree,
  { minCount, size, limit, item }: FrequentQuery,
  scale: number,
  ofItem: (item: number) => number,
): CountedSet[] => {
  const least = minCount * (1 - 1e-12);
  const best = new Best<CountedSet>(limit, (set) => set.count);
  const offer = (node: number): void => {
    const depth = tree.depth[node] ?? 0;
    if (size > 0 && depth !== size) return;
    const count = depth === 1 ? ofItem(tree.item[node] ?? 0) : (tree.count[node] ?? 0) / scale;
    if (count >= least && best.wants(count) && tree.isHeld(node)) best.offer({ node, count });
  };
  if (item !== undefined) for (const node of holding(tree, item, least * scale)) offer(node);
  else for (let node = 1; node < tree.nodes; node++) offer(node);
  return best.list();
};
