import type { FrequentSets } from "./frequent-sets.ts";
import { RULE_ITEMS_MAX } from "./subset-links.ts";

/** Rules that a set of so many items makes. */
const rulesOf = (items: number): number => 2 ** items - 2;

/** The sets of two or more items at or above a count, of which rules are made: kept until a count changes. */
export class FrequentList {
  readonly #sets: FrequentSets;
  #nodes = new Int32Array(1024);
  #size = 0;
  #rules = 0;
  #key = "";
  /** The sets again, by the items that they hold: those of item i from `#starts[i]` to `#starts[i + 1]`. */
  #byItem = new Int32Array();
  #starts = new Int32Array();
  #postedKey = "";

  constructor(sets: FrequentSets) {
    this.#sets = sets;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#nodes.byteLength + this.#byItem.byteLength + this.#starts.byteLength;
  }

  /** Changes whenever the list does. */
  get key(): string {
    return this.#key;
  }

  /** Sets in the list. */
  get size(): number {
    return this.#size;
  }

  /** Nodes of the sets; those from {@link FrequentList.size} on mean nothing. */
  get nodes(): Int32Array {
    return this.#nodes;
  }

  /** Finds the sets, if they are not known yet. @param least count in the tree; @param size most items, 0 for any number. */
  find(least: number, size = 0): void {
    const { tree, revision } = this.#sets;
    const sizeMax = size === 0 ? RULE_ITEMS_MAX : Math.min(size, RULE_ITEMS_MAX);
    const key = `${revision} ${least} ${sizeMax}`;
    if (key === this.#key) return;
    this.#key = key;
    if (this.#nodes.length < tree.nodes) this.#nodes = new Int32Array(tree.nodes * 2);
    const { count, depth, nodes } = tree;
    let [found, rules] = [0, 0];
    for (let node = 1; node < nodes; node++) {
      const items = depth[node] ?? 0;
      if ((count[node] ?? 0) < least || items < 2 || items > sizeMax || !tree.isHeld(node)) continue;
      this.#nodes[found++] = node;
      rules += rulesOf(items);
    }
    this.#size = found;
    this.#rules = rules;
  }

  /** Rules that the sets make, or those of them that hold an item. */
  rules(item?: number): number {
    if (item === undefined) return this.#rules;
    const { depth } = this.#sets.tree;
    let rules = 0;
    for (const node of this.holding(item)) rules += rulesOf(depth[node] ?? 0);
    return rules;
  }

  /** Nodes of the sets that hold an item, in the order of the list. O(items of all sets) after a change, else O(1). */
  holding(item: number): Int32Array {
    if (this.#postedKey !== this.#key) this.#post();
    return this.#byItem.subarray(this.#starts[item] ?? 0, this.#starts[item + 1] ?? 0);
  }

  /** Nodes of the sets that hold an item which is marked and one which is not, in the order of the list. */
  holdingBoth(marks: Uint8Array): Int32Array {
    const { item, parent } = this.#sets.tree;
    const isMarked = (at: number): boolean => marks[item[at] ?? 0] === 1;
    const found: number[] = [];
    for (let marked = 0; marked < marks.length; marked++) {
      if (marks[marked] !== 1) continue;
      for (const node of this.holding(marked)) {
        let [first, isOut] = [-1, false];
        for (let at = node; at > 0; at = parent[at] ?? 0) {
          if (!isMarked(at)) isOut = true;
          else if (first < 0) first = item[at] ?? -1;
        }
        // A set that holds several of them is found with the first one.
        if (isOut && first === marked) found.push(node);
      }
    }
    return Int32Array.from(found).sort();
  }

  #post(): void {
    this.#postedKey = this.#key;
    const { item, parent } = this.#sets.tree;
    const nodes = this.#nodes.subarray(0, this.#size);
    let [most, entries] = [-1, 0];
    for (const node of nodes)
      for (let at = node; at > 0; at = parent[at] ?? 0) {
        most = Math.max(most, item[at] ?? 0);
        entries++;
      }
    if (this.#byItem.length < entries) this.#byItem = new Int32Array(entries * 2);
    const starts = new Int32Array(most + 2);
    for (const node of nodes)
      for (let at = node; at > 0; at = parent[at] ?? 0) {
        const next = (item[at] ?? 0) + 1;
        starts[next] = (starts[next] ?? 0) + 1;
      }
    for (let n = 1; n < starts.length; n++) starts[n] = (starts[n] ?? 0) + (starts[n - 1] ?? 0);
    const ends = starts.slice();
    for (const node of nodes)
      for (let at = node; at > 0; at = parent[at] ?? 0) {
        const own = item[at] ?? 0;
        const end = ends[own] ?? 0;
        this.#byItem[end] = node;
        ends[own] = end + 1;
      }
    this.#starts = starts;
  }
}
