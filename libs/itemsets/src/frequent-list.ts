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

  constructor(sets: FrequentSets) {
    this.#sets = sets;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#nodes.byteLength;
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
    for (const node of this.#nodes.subarray(0, this.#size))
      if (this.holds(node, item)) rules += rulesOf(depth[node] ?? 0);
    return rules;
  }

  /** Whether a set holds an item. */
  holds(node: number, item: number): boolean {
    const { tree } = this.#sets;
    for (let at = node; at > 0; at = tree.parent[at] ?? 0) if (tree.item[at] === item) return true;
    return false;
  }
}
