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
