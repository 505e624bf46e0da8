import type { FrequentSets } from "./frequent-sets.ts";
import type { Reach } from "./holding.ts";

/** Rules that a set of so many items makes. */
export const rulesOf = (items: number): number => 2 ** items - 2;

/** The sets of two or more items at or above a count, of which rules are made: kept until a count changes. */
export class FrequentList {
  readonly #sets: FrequentSets;
  #nodes = new Int32Array();
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

  /** Nodes of the sets, ascending. A view. */
  get nodes(): Int32Array {
    return this.#nodes.subarray(0, this.#size);
  }

  /** Rules that the sets make. */
  get rules(): number {
    return this.#rules;
  }

  /** Finds the sets, if they are not known yet. O(counted sets): a millisecond or two for the most that fit by default. */
  find({ least, sizeMax }: Reach): void {
    const { tree, revision } = this.#sets;
    const key = `${revision} ${least} ${sizeMax}`;
    if (key === this.#key) return;
    this.#key = key;
    // Whoever goes through the old list still may do so.
    this.#nodes = new Int32Array(tree.nodes);
    const { count, depth, nodes } = tree;
    let [found, rules] = [0, 0];
    for (let node = 1; node < nodes; node++) {
      if ((count[node] ?? 0) < least) continue;
      const items = depth[node] ?? 0;
      if (items < 2 || items > sizeMax || !tree.isHeld(node)) continue;
      this.#nodes[found++] = node;
      rules += rulesOf(items);
    }
    this.#size = found;
    this.#rules = rules;
  }
}
