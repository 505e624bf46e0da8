import { CountTree } from "./count-tree.ts";
import { setsHolding } from "./holding.ts";
import { Page, type Place, type Placed, type Rank } from "./page.ts";
import type { Pieces } from "./pieces.ts";
import { lotOfSet } from "./rule-order.ts";

/** Sets looked at in one piece: half a millisecond. */
const SETS_PER_PIECE = 8_192;

/** A counted set. */
class CountedSet implements Placed {
  readonly node: number;
  readonly key: number;
  readonly count: number;
  readonly lot: number;
  readonly #tree: CountTree;
  readonly #idOf: SetGround["idOf"];

  constructor(node: number, { count, lot }: Omit<Rank, "key">, tree: CountTree, idOf: SetGround["idOf"]) {
    this.node = node;
    this.key = count;
    this.count = count;
    this.lot = lot;
    this.#tree = tree;
    this.#idOf = idOf;
  }

  name(): string {
    return itemsOf(this.#tree, this.node, this.#idOf).join("\n");
  }
}

/** Which sets are wanted. */
export interface FrequentQuery {
  readonly minCount: number;
  /** Items in a set; 0 is any number. */
  readonly size: number;
  readonly limit: number;
  /** Number of an item that each holds. */
  readonly item: number | undefined;
  /** Place behind which they are. */
  readonly after: Place | undefined;
}

/** What the counts of the sets stand for. */
export interface SetGround {
  /** Count in the tree that is one basket. */
  readonly scale: number;
  /** Baskets with a single item. */
  readonly ofItem: (item: number) => number;
  readonly idOf: (item: number) => string;
  /** Bits by which sets of the same count are put in order. */
  readonly lotOf: (item: number) => number;
}

/** Sets in order, and the place behind which the next ones are. */
export interface FrequentPage {
  readonly entries: readonly Pick<CountedSet, "node" | "count">[];
  readonly next: Place | undefined;
}

/** Sets that hold an item, that of it alone too. */
function* holding(tree: CountTree, item: number, least: number): Pieces<readonly number[]> {
  const alone = tree.child(CountTree.root, item);
  if (alone < 0) return [];
  return [alone, ...(yield* setsHolding(tree, item, { least, sizeMax: Number.POSITIVE_INFINITY }))];
}

/**
 * The most frequent sets; those as frequent in an order that is the same at every reader. O(counted sets), or with an item
 * O(sets that it is in).
 */
export function* mostFrequent(
  tree: CountTree,
  query: FrequentQuery,
  ground: SetGround,
): Pieces<FrequentPage> {
  const { minCount, limit, item, after } = query;
  const page = new Page<CountedSet>(limit, after);
  const sets =
    item === undefined ? undefined : yield* holding(tree, item, minCount * (1 - 1e-12) * ground.scale);
  const end = sets?.length ?? tree.nodes;
  for (let from = 0; from < end; from += SETS_PER_PIECE) {
    if (from > 0) yield;
    offerSome(tree, sets, from, query, ground, page);
  }
  return page.take();
}

/** Offers the sets of one piece: some of `sets`, or of all nodes. */
const offerSome = (
  tree: CountTree,
  sets: readonly number[] | undefined,
  from: number,
  { minCount, size }: FrequentQuery,
  { scale, ofItem, idOf, lotOf }: SetGround,
  page: Page<CountedSet>,
): void => {
  const least = minCount * (1 - 1e-12);
  const end = Math.min(sets?.length ?? tree.nodes, from + SETS_PER_PIECE);
  for (let n = from; n < end; n++) {
    const node = sets === undefined ? n : (sets[n] ?? 0);
    const depth = tree.depth[node] ?? 0;
    if (depth === 0 || (size > 0 && depth !== size)) continue;
    const count = depth === 1 ? ofItem(tree.item[node] ?? 0) : (tree.count[node] ?? 0) / scale;
    if (count < least || !page.wants(count) || !tree.isHeld(node)) continue;
    const rank = { key: count, count, lot: lotOfSet(tree, node, lotOf) };
    if (page.mayKeep(rank)) page.offer(new CountedSet(node, rank, tree, idOf));
  }
};

/** Items of a set, in order. */
export const itemsOf = (tree: CountTree, node: number, idOf: SetGround["idOf"]): string[] =>
  tree.pathOf(node).map(idOf).sort();
