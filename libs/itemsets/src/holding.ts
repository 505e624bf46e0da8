import type { CountTree } from "./count-tree.ts";
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
 * Nodes of the sets that hold an item, or of those with marked items and others, each found once: from the sets that the
 * item ends downwards, so that nothing has to be kept ready. Cost: O(sets that the items end, and their children).
 */
class Search {
  readonly found: number[] = [];
  readonly #tree: CountTree;
  readonly #reach: Reach;
  readonly #measure = new Measure(SETS_PER_PIECE);

  constructor(tree: CountTree, reach: Reach) {
    this.#tree = tree;
    this.#reach = reach;
  }

  /** Finds the sets that an item is in. @param but items that are not below it, if any; then all sets hold another, too. */
  *from(item: number, but: Uint8Array | undefined): Pieces<void> {
    const { count, depth, nextEnding } = this.#tree;
    const { least, sizeMax } = this.#reach;
    const stack: number[] = [];
    for (let node = this.#tree.firstEnding(item); node >= 0; node = nextEnding[node] ?? -1) {
      if (this.#measure.isFull(1)) yield;
      const items = depth[node] ?? 0;
      if ((count[node] ?? 0) < least || items > sizeMax) continue;
      if (items > 1 && (but === undefined || this.#holdsOther(node, but))) this.found.push(node);
      if (items < sizeMax) stack.push(node);
    }
    yield* this.#below(stack, but);
  }

  *#below(stack: number[], but: Uint8Array | undefined): Pieces<void> {
    const { count, depth, first, next, item } = this.#tree;
    const { least, sizeMax } = this.#reach;
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      for (let kid = first[node] ?? -1; kid >= 0; kid = next[kid] ?? -1) {
        if (this.#measure.isFull(1)) yield;
        if ((count[kid] ?? 0) < least || but?.[item[kid] ?? 0] === 1) continue;
        this.found.push(kid);
        if ((depth[kid] ?? 0) < sizeMax) stack.push(kid);
      }
    }
  }

  #holdsOther(node: number, marks: Uint8Array): boolean {
    const { item, parent } = this.#tree;
    for (let at = node; at > 0; at = parent[at] ?? 0) if (marks[item[at] ?? 0] !== 1) return true;
    return false;
  }
}

/** Nodes of the sets that hold an item, ascending. */
export function* setsHolding(tree: CountTree, item: number, reach: Reach): Pieces<Int32Array> {
  const search = new Search(tree, reach);
  yield* search.from(item, undefined);
  return Int32Array.from(search.found).sort();
}

/** Nodes of the sets that hold an item which is marked and one which is not, ascending. */
export function* setsAcross(tree: CountTree, { marks }: ItemMarks, reach: Reach): Pieces<Int32Array> {
  const search = new Search(tree, reach);
  // A set is found from the last of its marked items.
  for (let item = 0; item < marks.length; item++) if (marks[item] === 1) yield* search.from(item, marks);
  return Int32Array.from(search.found).sort();
}
