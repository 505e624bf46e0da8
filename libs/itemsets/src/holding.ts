import type { CountTree } from "./count-tree.ts";
import type { FrequentSets } from "./frequent-sets.ts";
import type { ItemMarks } from "./item-marks.ts";
import { Measure, type Pieces } from "./pieces.ts";

/** Sets looked at in one piece: a fraction of a millisecond. */
const SETS_PER_PIECE = 4_096;

/** Which sets are looked for: of two or more items. */
export interface Reach {
  /** Least count in the tree. */
  readonly least: number;
  /** Most items. */
  readonly sizeMax: number;
}

/**
 * Nodes of the sets that hold an item, ascending: from those that the item ends downwards, so that nothing has to be kept
 * ready. Cost: O(sets that the item ends, and their children).
 */
export function* setsHolding(tree: CountTree, item: number, { least, sizeMax }: Reach): Pieces<Int32Array> {
  const { count, depth, first, next, nextEnding } = tree;
  const measure = new Measure(SETS_PER_PIECE);
  const found: number[] = [];
  const above: number[] = [];
  for (let node = tree.firstEnding(item); node >= 0; node = nextEnding[node] ?? -1) {
    if (measure.isFull(1)) yield;
    const items = depth[node] ?? 0;
    if ((count[node] ?? 0) < least || items > sizeMax) continue;
    if (items > 1) found.push(node);
    if (items < sizeMax) above.push(node);
  }
  for (let node = above.pop(); node !== undefined; node = above.pop()) {
    for (let kid = first[node] ?? -1; kid >= 0; kid = next[kid] ?? -1) {
      if (measure.isFull(1)) yield;
      if ((count[kid] ?? 0) < least) continue;
      found.push(kid);
      if ((depth[kid] ?? 0) < sizeMax) above.push(kid);
    }
  }
  return Int32Array.from(found).sort();
}

/** The sets of each item that was asked about, kept until a count changes. */
export class HoldingLists {
  readonly #sets: FrequentSets;
  #key = "";
  #byItem = new Map<number, Int32Array>();

  constructor(sets: FrequentSets) {
    this.#sets = sets;
  }

  /** Bytes held. */
  get bytes(): number {
    let bytes = 0;
    for (const { byteLength } of this.#byItem.values()) bytes += byteLength + 50;
    return bytes;
  }

  /** Nodes of the sets that hold an item, ascending. */
  *of(item: number, reach: Reach): Pieces<Int32Array> {
    const lists = this.#listsOf(reach);
    const known = lists.get(item);
    if (known !== undefined) return known;
    const found = yield* setsHolding(this.#sets.tree, item, reach);
    lists.set(item, found);
    return found;
  }

  /** Nodes of the sets that hold an item which is marked and one which is not, ascending. */
  *across({ marks }: ItemMarks, reach: Reach): Pieces<Int32Array> {
    const measure = new Measure(SETS_PER_PIECE);
    const found: number[] = [];
    for (let marked = 0; marked < marks.length; marked++) {
      if (marks[marked] !== 1) continue;
      for (const node of yield* this.of(marked, reach)) {
        if (measure.isFull(1)) yield;
        if (this.#leadsOut(node, marks, marked)) found.push(node);
      }
    }
    return Int32Array.from(found).sort();
  }

  /** Whether the last of a set's marked items is this one, so that it is found only once, and another is not marked. */
  #leadsOut(node: number, marks: Uint8Array, marked: number): boolean {
    const { item, parent } = this.#sets.tree;
    let [last, isOut] = [-1, false];
    for (let at = node; at > 0; at = parent[at] ?? 0) {
      const one = item[at] ?? 0;
      if (marks[one] !== 1) isOut = true;
      else if (last < 0) last = one;
    }
    return isOut && last === marked;
  }

  #listsOf({ least, sizeMax }: Reach): Map<number, Int32Array> {
    const key = `${this.#sets.revision} ${least} ${sizeMax}`;
    if (key !== this.#key) {
      this.#key = key;
      // Whoever still fills the old lists does so.
      this.#byItem = new Map();
    }
    return this.#byItem;
  }
}
