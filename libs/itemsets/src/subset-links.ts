import { CountTree } from "./count-tree.ts";

/** Sets of more items are looked up anew each time: they have too many subsets to keep. */
const KEPT_ITEMS_MAX = 6;
/** Subsets in a block. */
const BLOCK_BITS = 15;
const BLOCK = 1 << BLOCK_BITS;
/** Sets of more items make no rules: one of 17 has 131,070 ways to be split. */
export const RULE_ITEMS_MAX = 16;

/** Finding a subset takes as long as looking at so many splits. */
const SPLITS_PER_SUBSET = 4;
/** So many freed sets, and as many as are held, are worth finding the others' subsets anew, to have their room. */
const FREED_MIN = 4_096;

/**
 * For each set the nodes of all its subsets, so that a rule's two sides are found without a search. Bit `i` of a subset
 * says whether item `i` of the set, in the order of its path, is in it. Kept as long as the set is: while a set at or
 * above the threshold is held, so are its subsets, since each has no lesser count.
 */
export class SubsetLinks {
  readonly #tree: CountTree;
  /** Subsets of many sets, in blocks that are never moved; those of one set lie in one block. */
  readonly #blocks: Int32Array[] = [];
  #used = 0;
  /** Those of one set of more items than are kept, and which that is; −1 for none. */
  #wide = new Int32Array();
  #wideNode = -1;
  #nodes: Int32Array = this.#wide;
  /** Sets that had been freed when all were forgotten last, and when it was looked last. */
  #freedBefore = 0;
  #freed = 0;
  readonly #path: number[] = [];
  #work = 0;

  constructor(tree: CountTree) {
    this.#tree = tree;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#blocks.length * BLOCK * 4 + this.#wide.byteLength;
  }

  /** Work done since the beginning, in splits looked at. */
  get work(): number {
    return this.#work;
  }

  /** Makes sure that what was kept is still true. Called before the tree is asked, after it may have changed. */
  refresh(): void {
    const { freed, size, linked } = this.#tree;
    if (freed !== this.#freed) this.#wideNode = -1;
    this.#freed = freed;
    if (freed - this.#freedBefore < FREED_MIN + size) return;
    this.#freedBefore = freed;
    this.#used = 0;
    linked.fill(0);
  }

  /** Where the subsets of `node` begin in {@link SubsetLinks.nodes}; they are in the order of their bits. */
  find(node: number): number {
    const depth = this.#tree.depth[node] ?? 0;
    if (depth > KEPT_ITEMS_MAX) {
      if (this.#wideNode !== node) {
        if (this.#wide.length < 1 << depth) this.#wide = new Int32Array(1 << depth);
        this.#wideNode = node;
        this.#fill(this.#wide, 0, node, depth);
      }
      this.#nodes = this.#wide;
      return 0;
    }
    const known = this.#tree.linked[node] ?? 0;
    if (known > 0) {
      this.#nodes = this.#block(known - 1);
      return (known - 1) & (BLOCK - 1);
    }
    const size = 1 << depth;
    const left = BLOCK - (this.#used & (BLOCK - 1));
    const start = left < size ? this.#used + left : this.#used;
    this.#used = start + size;
    this.#tree.linked[node] = start + 1;
    this.#fill(this.#block(start), start & (BLOCK - 1), node, depth);
    return start & (BLOCK - 1);
  }

  /** Nodes of the subsets of the set that was found last, from where {@link SubsetLinks.find} says on. */
  get nodes(): Int32Array {
    return this.#nodes;
  }

  #block(start: number): Int32Array {
    const at = start >>> BLOCK_BITS;
    const block = this.#blocks[at] ?? new Int32Array(BLOCK);
    this.#blocks[at] = block;
    return block;
  }

  #fill(into: Int32Array, start: number, node: number, depth: number): void {
    const tree = this.#tree;
    const path = this.#path;
    for (let at = node, i = depth - 1; i >= 0; i--, at = tree.parent[at] ?? 0) path[i] = tree.item[at] ?? 0;
    into[start] = CountTree.root;
    this.#work += SPLITS_PER_SUBSET << depth;
    for (let i = 0; i < depth; i++) {
      const bit = 1 << i;
      for (let below = 0; below < bit; below++)
        into[start + bit + below] = tree.child(into[start + below] ?? 0, path[i] ?? 0);
    }
    this.#nodes = into;
  }
}
