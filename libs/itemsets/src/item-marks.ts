import type { CountTree } from "./count-tree.ts";

/** Items marked by their numbers. */
export interface ItemMarks {
  readonly marks: Uint8Array;
  /** How many were asked for, with those that nobody bought: no set can be all of them then. */
  readonly size: number;
}

/** Marks items; −1 stands for one that nobody bought. */
export const marked = (items: readonly number[]): ItemMarks => {
  const known = new Set(items.filter((item) => item >= 0));
  const marks = new Uint8Array(Math.max(0, ...known) + 1);
  for (const item of known) marks[item] = 1;
  return { marks, size: new Set(items).size };
};

/** Those of some sets that hold an item which is marked and one which is not. Cost: O(items of the sets). */
export const nodesWithBoth = (tree: CountTree, nodes: Int32Array, marks: Uint8Array): Int32Array => {
  const { item, parent } = tree;
  const found = new Int32Array(nodes.length);
  const { length } = marks;
  let size = 0;
  for (let n = 0; n < nodes.length; n++) {
    let [isIn, isOut] = [false, false];
    for (let at = nodes[n] ?? 0; at > 0; at = parent[at] ?? 0) {
      const number = item[at] ?? 0;
      if (number < length && marks[number] === 1) isIn = true;
      else isOut = true;
    }
    if (isIn && isOut) found[size++] = nodes[n] ?? 0;
  }
  return found.subarray(0, size);
};
