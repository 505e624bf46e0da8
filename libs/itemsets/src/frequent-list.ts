import type { CountTree } from "./count-tree.ts";
import type { FrequentSets } from "./frequent-sets.ts";
import type { Reach } from "./holding.ts";
import type { Pieces } from "./pieces.ts";

/** Nodes looked at in one piece: a fraction of a millisecond. */
const NODES_PER_PIECE = 16_384;

/** Rules that a set of so many items makes. */
export const rulesOf = (items: number): number => (1 << items) - 2;

interface Listed {
  readonly nodes: Int32Array<ArrayBuffer>;
  size: number;
  rules: number;
}

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

  /** Finds the sets, if they are not known yet. O(nodes of the tree). */
  *find({ least, sizeMax }: Reach): Pieces<void> {
    const { tree, revision } = this.#sets;
    const key = `${revision} ${least} ${sizeMax}`;
    if (key === this.#key) return;
    const found: Listed = { nodes: new Int32Array(tree.size), size: 0, rules: 0 };
    for (let from = 1; from < tree.nodes; from += NODES_PER_PIECE) {
      if (from > 1) yield;
      look(tree, { least, sizeMax }, from, found);
    }
    // Whoever goes through the old list still may do so.
    this.#nodes = found.nodes;
    this.#size = found.size;
    this.#rules = found.rules;
    this.#key = key;
  }
}

/** Lists what is frequent among the nodes of one piece. */
const look = (tree: CountTree, { least, sizeMax }: Reach, from: number, list: Listed): void => {
  const { count, depth } = tree;
  const end = Math.min(tree.nodes, from + NODES_PER_PIECE);
  for (let node = from; node < end; node++) {
    if ((count[node] ?? 0) < least) continue;
    const items = depth[node] ?? 0;
    if (items < 2 || items > sizeMax || !tree.isHeld(node)) continue;
    list.nodes[list.size++] = node;
    list.rules += rulesOf(items);
  }
};
