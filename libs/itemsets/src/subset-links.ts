import { CountTree } from "./count-tree.ts";

/** Sets of more items are looked up anew each time: they have too many subsets to keep. */
const KEPT_ITEMS_MAX = 6;
/** Sets of more items make no rules: one of 17 has 131,070 ways to be split. */
export const RULE_ITEMS_MAX = 16;

/**
 * For each set the nodes of all its subsets, so that a rule's two sides are found without a search. Bit `i` of a subset
 * says whether item `i` of the set, in the order of its path, is in it. Kept until a node is freed.
 */
export class SubsetLinks {
  readonly #tree: CountTree;
  #pool = new Int32Array(1 << 12);
  #used = 0;
  #startOf = new Int32Array(0);
  #freed = -1;
  readonly #path: number[] = [];

  constructor(tree: CountTree) {
    this.#tree = tree;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#pool.byteLength + this.#startOf.byteLength;
  }

  /** Makes sure that what was kept is still true. Called before the tree is asked, after it may have changed. */
  refresh(): void {
    const { freed, nodes } = this.#tree;
    if (freed !== this.#freed) {
      this.#freed = freed;
      this.#used = 0;
      this.#startOf.fill(0);
    }
    if (nodes <= this.#startOf.length) return;
    const wider = new Int32Array(nodes * 2);
    wider.set(this.#startOf);
    this.#startOf = wider;
  }

  /** Where the subsets of `node` begin in {@link SubsetLinks.nodes}; they are in the order of their bits. */
  find(node: number): number {
    const depth = this.#tree.depth[node] ?? 0;
    if (depth > KEPT_ITEMS_MAX) return this.#fill(node, depth, this.#used);
    const known = this.#startOf[node] ?? 0;
    if (known > 0) return known - 1;
    const start = this.#fill(node, depth, this.#used);
    this.#used = start + (1 << depth);
    this.#startOf[node] = start + 1;
    return start;
  }

  /** Nodes of subsets, from where {@link SubsetLinks.find} says on. Replaced when it grows. */
  get nodes(): Int32Array {
    return this.#pool;
  }

  #fill(node: number, depth: number, start: number): number {
    const tree = this.#tree;
    while (start + (1 << depth) > this.#pool.length) {
      const wider = new Int32Array(this.#pool.length * 2);
      wider.set(this.#pool);
      this.#pool = wider;
    }
    const path = this.#path;
    for (let at = node, i = depth - 1; i >= 0; i--, at = tree.parent[at] ?? 0) path[i] = tree.item[at] ?? 0;
    const pool = this.#pool;
    pool[start] = CountTree.root;
    for (let i = 0; i < depth; i++) {
      const bit = 1 << i;
      for (let below = 0; below < bit; below++)
        pool[start + bit + below] = tree.child(pool[start + below] ?? 0, path[i] ?? 0);
    }
    return start;
  }
}
