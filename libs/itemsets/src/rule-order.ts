import type { CountTree } from "./count-tree.ts";
import type { RuleSort } from "./rule.ts";

/** Bits set in a mask. */
export const bitsOf = (mask: number): number => {
  let bits = 0;
  for (let left = mask; left > 0; left &= left - 1) bits++;
  return bits;
};

/** By what a rule is ranked, greater first: from the baskets with both sides, the left, the right, and all. */
export const keyOf = (sort: RuleSort, both: number, left: number, right: number, baskets: number): number => {
  const confidence = both / left;
  if (sort === "confidence") return confidence;
  // The same to the bit for a rule and its reverse, so that count and name tell which comes first.
  if (sort === "lift") return (both * baskets) / (left * right);
  if (sort === "support") return both;
  if (sort === "leverage") return both / baskets - (left / baskets) * (right / baskets);
  return confidence >= 1 ? Number.POSITIVE_INFINITY : (1 - right / baskets) / (1 - confidence);
};

/** Name of a rule among those of the same measure and count. */
export const nameOfRule = (left: readonly string[], right: readonly string[]): string =>
  `${left.join("\n")}\n\n${right.join("\n")}`;

/** Bits that a set's items draw, in whatever order they are. */
export const lotOfSet = (tree: CountTree, node: number, lotOf: (item: number) => number): number => {
  let lot = 0;
  for (let at = node; at > 0; at = tree.parent[at] ?? 0)
    lot += Math.imul(lotOf(tree.item[at] ?? 0), 0x9e3779b1);
  return lot >>> 0;
};

/** The same of a rule: other bits where the sides are changed about. */
export const lotOfSplit = (
  tree: CountTree,
  node: number,
  mask: number,
  lotOf: (item: number) => number,
): number => {
  let lot = 0;
  // The set's own item is the last one of its path.
  let bit = 1 << ((tree.depth[node] ?? 1) - 1);
  for (let at = node; at > 0; at = tree.parent[at] ?? 0, bit >>= 1)
    lot += Math.imul(lotOf(tree.item[at] ?? 0), (mask & bit) === 0 ? 0x85ebca6b : 0x9e3779b1) | 0;
  return lot >>> 0;
};
