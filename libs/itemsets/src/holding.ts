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

/** Those of some sets that hold an item which is marked and one which is not. O(items in the sets). */
export function* setsAcross(tree: CountTree, sets: Int32Array, marks: ItemMarks): Pieces<Int32Array> {
  const across = new Int32Array(sets.length);
  let found = 0;
  for (let from = 0; from < sets.length; from += SETS_PER_PIECE) {
    if (from > 0) yield;
    found = lookAcross(tree, sets.subarray(from, from + SETS_PER_PIECE), marks, across, found);
  }
  return across.slice(0, found);
}

/** @returns where what is found next goes */
const lookAcross = (
  { item, parent }: CountTree,
  sets: Int32Array,
  { marks }: ItemMarks,
  across: Int32Array,
  from: number,
): number => {
  const { length } = marks;
  let found = from;
  for (let n = 0; n < sets.length; n++) {
    const node = sets[n] ?? 0;
    let isIn = false;
    let isOut = false;
    for (let at = node; at > 0 && !(isIn && isOut); at = parent[at] ?? 0) {
      const one = item[at] ?? 0;
      if (one < length && marks[one] === 1) isIn = true;
      else isOut = true;
    }
    if (isIn && isOut) across[found++] = node;
  }
  return found;
};

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
