import type { CountTree } from "./count-tree.ts";
import { itemsOf, mostFrequent, type SetGround } from "./most-frequent.ts";
import type { Place } from "./page.ts";
import type { Pieces } from "./pieces.ts";
import type { FoundSets } from "./rule.ts";

/** Asks for sets: of at least `minCount` baskets, with so many items (0 is any number), with an item, behind a place. */
export interface SetQuery {
  readonly minCount: number;
  readonly size: number;
  readonly limit: number;
  readonly item?: string | undefined;
  readonly after?: Place | undefined;
}

/** What sets are answered from. */
export interface FoundSetGround extends SetGround {
  /** Baskets, in the unit of the answered counts. */
  readonly baskets: number;
  readonly numberOf: (itemId: string) => number;
  /** How far the count of a set may be too low. */
  readonly errorBoundOf: (items: readonly number[]) => number;
}

/** The sets that a query asks for, as they are answered. Cost: as {@link mostFrequent}. */
export function* foundSets(tree: CountTree, query: SetQuery, ground: FoundSetGround): Pieces<FoundSets> {
  const item = query.item === undefined ? undefined : ground.numberOf(query.item);
  const { entries, next } = yield* mostFrequent(tree, { ...query, item, after: query.after }, ground);
  const itemsets = entries.map(({ node, count }) => ({
    items: itemsOf(tree, node, ground.idOf),
    count,
    support: count / ground.baskets,
    errorBound: ground.errorBoundOf(tree.pathOf(node)),
  }));
  return { itemsets, next };
}
