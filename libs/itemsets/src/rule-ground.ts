import type { CountTree } from "./count-tree.ts";
import type { Reach } from "./holding.ts";
import { measure } from "./measures.ts";
import type { Rule, RuleQuery } from "./rule.ts";
import { RULE_ITEMS_MAX } from "./subset-links.ts";

/** What the counts of the sets stand for. */
export interface RuleGround {
  /** Baskets, in the unit of the answered counts. */
  readonly baskets: number;
  /** Count in the tree that is one basket. */
  readonly scale: number;
  /** Baskets of an item that are not in the tree; undefined where there are none of any. */
  readonly foldedOf: ((item: number) => number) | undefined;
  /** Sum of the weights by which new baskets count for more, and what one of now weighs. */
  readonly freshTotal: number;
  readonly freshScale: number;
  readonly idOf: (item: number) => string;
  /** Bits by which what is equal in all else is put in order. */
  readonly lotOf: (item: number) => number;
  /** How far the count of a set may be too low. */
  readonly errorBoundOf: (items: readonly number[]) => number;
}

/** Baskets with all items of a set. */
export const countOf = (tree: CountTree, node: number, { scale, foldedOf }: RuleGround): number => {
  const count = (tree.count[node] ?? 0) / scale;
  return foldedOf !== undefined && tree.depth[node] === 1 ? count + foldedOf(tree.item[node] ?? 0) : count;
};

/** Count in the tree from which on a set has at least so many baskets. */
export const leastOf = (minCount: number, { scale }: RuleGround): number => minCount * scale * (1 - 1e-12);

/** Sets that a query's rules are made of. */
export const reachOf = (
  { minCount, size = 0 }: Pick<RuleQuery, "minCount" | "size">,
  ground: RuleGround,
): Reach => ({
  least: leastOf(minCount, ground),
  sizeMax: size === 0 ? RULE_ITEMS_MAX : Math.min(size, RULE_ITEMS_MAX),
});

/** The rule to one item with nothing on the left: its share of all baskets. */
export const unconditionalRule = (item: number, count: number, ground: RuleGround): Rule => ({
  if: [],
  then: [ground.idOf(item)],
  count,
  ...measure(count, ground.baskets, count, ground.baskets),
  errorBound: ground.errorBoundOf([item]),
  pValue: 1,
  adjustedPValue: 1,
  improvement: 0,
  recentLift: 1,
});
