import { CountTree } from "./count-tree.ts";
import type { SetJoiner } from "./set-joiner.ts";
import { JOINED } from "./set-pruner.ts";

/** Entering an item of a basket takes as long as counting so many sets. */
const UNITS_PER_ITEM = 6;

const doubled = (old: Int32Array): Int32Array<ArrayBuffer> => {
  const grown = new Int32Array(old.length * 2);
  grown.set(old);
  return grown;
};

/**
 * Counts one basket in every set that it holds. Only joined siblings can have a common candidate, so each step looks
 * at pairs of those, never at what is not there. Cost: O(items + counted sets that the basket holds).
 */
export class BasketWalk {
  readonly #joiner: SetJoiner;
  /** Joined siblings within the basket, with the item that each adds: a stack of runs. */
  #items = new Int32Array(64);
  #nodes = new Int32Array(64);
  #work = 0;
  #fresh = 0;
  #reaching = 0;
  #by = 0;
  /** By the length of the sets in a run: the next of them to be paired with those behind it, and where the run ends. */
  #nexts = new Int32Array(8);
  #ends = new Int32Array(8);
  /** The longest run that is not gone through; −1 where none is. */
  #run = -1;

  constructor(joiner: SetJoiner) {
    this.#joiner = joiner;
  }

  /** Sets counted since the beginning. */
  get work(): number {
    return this.#work;
  }

  /** Counts the basket's items. @param fresh by how much where new baskets weigh more. @returns how many are frequent. */
  enter(items: Int32Array, by: number, fresh: number): number {
    this.#fresh = fresh;
    this.#run = -1;
    const { tree } = this.#joiner;
    this.#work += items.length * UNITS_PER_ITEM;
    let end = 0;
    this.#reaching = 0;
    for (let i = 0; i < items.length; i++) {
      const item = items[i] ?? 0;
      const node = tree.child(CountTree.root, item);
      this.#bump(node, by);
      if (tree.state[node] !== JOINED) {
        // One may wait still that the threshold has risen above since: it reaches nothing any more.
        if (tree.state[node] === 0 || (tree.count[node] ?? 0) < this.#joiner.joinAt) continue;
        this.#reaching++;
      }
      this.#push(end++, node, item);
    }
    return end;
  }

  /** How many of the frequent items that {@link BasketWalk.enter} found have not been joined yet. */
  get reaching(): number {
    return this.#reaching;
  }

  /** Counts of the frequent items that {@link BasketWalk.enter} found, ascending. */
  countsOf(frequent: number): Float64Array {
    const { count } = this.#joiner.tree;
    return Float64Array.from(this.#nodes.subarray(0, frequent), (node) => count[node] ?? 0).sort();
  }

  /** Begins to count the basket in all sets of more items. @param frequent what {@link BasketWalk.enter} returned */
  begin(frequent: number, by: number): void {
    const { tree } = this.#joiner;
    let joined = 0;
    for (let i = 0; i < frequent; i++) {
      const node = this.#nodes[i] ?? 0;
      if (tree.state[node] === JOINED) this.#push(joined++, node, this.#items[i] ?? 0);
    }
    this.#by = by;
    this.#open(0, 0, joined);
  }

  /** Whether the basket is not counted in all sets yet. */
  get isPending(): boolean {
    return this.#run >= 0;
  }

  /** Goes on counting. @param until work at which to stop */
  go(until: number): void {
    while (this.#run >= 0 && this.#work < until) {
      const run = this.#run;
      const end = this.#ends[run] ?? 0;
      const i = this.#nexts[run] ?? 0;
      this.#nexts[run] = i + 1;
      // The last one of a run has none behind it.
      if (i + 2 >= end) this.#run--;
      this.#open(this.#run + 1, end, this.#pair(i, end));
    }
  }

  /** Goes on with the run of sets from `start` to `end`, if there are two to be paired. */
  #open(run: number, start: number, end: number): void {
    if (end - start < 2) return;
    if (run >= this.#nexts.length) {
      this.#nexts = doubled(this.#nexts);
      this.#ends = doubled(this.#ends);
    }
    this.#nexts[run] = start;
    this.#ends[run] = end;
    this.#run = run;
  }

  /**
   * Counts the candidates of one sibling with those behind it up to `end`, each made now where no basket held it before.
   * @returns where those of them that are joined end, from `end` on
   */
  #pair(i: number, end: number): number {
    const { tree } = this.#joiner;
    const by = this.#by;
    const node = this.#nodes[i] ?? 0;
    let top = end;
    this.#work += end - i;
    for (let j = i + 1; j < end; j++) {
      const item = this.#items[j] ?? 0;
      const candidate = by > 0 ? tree.claim(node, item) : tree.child(node, item);
      if (candidate >= 0 && this.#bump(candidate, by)) this.#push(top++, candidate, item);
    }
    return top;
  }

  /** Counts one set; whether it is joined. */
  #bump(node: number, by: number): boolean {
    const { tree } = this.#joiner;
    const count = (tree.count[node] ?? 0) + by;
    tree.count[node] = count;
    tree.fresh[node] = (tree.fresh[node] ?? 0) + this.#fresh;
    if (tree.state[node] === JOINED) return true;
    if (count >= this.#joiner.joinAt) this.#joiner.await(node);
    else if (count === 0 && (tree.depth[node] ?? 0) > 1) tree.free(node);
    return false;
  }

  #push(at: number, node: number, item: number): void {
    if (at >= this.#items.length) {
      this.#items = doubled(this.#items);
      this.#nodes = doubled(this.#nodes);
    }
    this.#items[at] = item;
    this.#nodes[at] = node;
  }
}
