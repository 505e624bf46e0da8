import type { CountTree } from "./count-tree.ts";

/** A way to split a set: the items of `mask` on the left, by what it is ranked. */
export interface Split {
  readonly node: number;
  readonly mask: number;
  readonly key: number;
}

/** A split with the one item on its right. */
export interface SplitTo extends Split {
  readonly item: number;
}

/**
 * Keeps the split with the greatest key for each single item on the right; of equals the one of most baskets, then of
 * fewest items.
 */
export class Surest {
  readonly #tree: CountTree;
  readonly #splits = new Map<number, SplitTo>();

  constructor(tree: CountTree) {
    this.#tree = tree;
  }

  /** Any may be the surest of its item. */
  readonly floor = Number.NEGATIVE_INFINITY;

  /** Always, therefore. */
  wants(): boolean {
    return true;
  }

  /** Takes a split with one item on the right into account. */
  offer(split: Split): void {
    const item = this.#rightOf(split);
    const known = this.#splits.get(item);
    if (known === undefined || this.#isSurer(split, known)) this.#splits.set(item, { ...split, item });
  }

  /** The best `limit`, by key, then baskets, then name. */
  list(limit: number, idOf: (item: number) => string): SplitTo[] {
    const { count } = this.#tree;
    const order = (a: SplitTo, b: SplitTo): number =>
      b.key - a.key || (count[b.node] ?? 0) - (count[a.node] ?? 0) || (idOf(a.item) < idOf(b.item) ? -1 : 1);
    return [...this.#splits.values()].sort(order).slice(0, limit);
  }

  #isSurer(split: Split, known: Split): boolean {
    if (split.key !== known.key) return split.key > known.key;
    const { count, depth } = this.#tree;
    const more = (count[split.node] ?? 0) - (count[known.node] ?? 0);
    return more > 0 || (more === 0 && (depth[split.node] ?? 0) < (depth[known.node] ?? 0));
  }

  /** The item that is not in the mask: bit `i` is the set's item `i`, the last one being the node's own. */
  #rightOf({ node, mask }: Split): number {
    const tree = this.#tree;
    let at = node;
    for (let bit = 1 << ((tree.depth[node] ?? 1) - 1); (mask & bit) !== 0 && bit > 0; bit >>= 1)
      at = tree.parent[at] ?? 0;
    return tree.item[at] ?? 0;
  }
}
