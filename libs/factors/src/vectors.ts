import type { ReplicaItems, ReplicaUsers } from "./replica-rows.ts";

/** Vectors of some items or users, to be looked at together. */
export interface Vectors {
  readonly ids: readonly string[];
  /** Ratings that each was made of. */
  readonly counts: readonly number[];
  /** Length k of a vector. */
  readonly length: number;
  /** `[ids x k]`, row-major, without the biases. */
  readonly rows: Float32Array;
}

/** Slots with a weight above 0, greatest first, of equals the first. */
const heaviest = (slots: number, weight: (slot: number) => number, limit: number): number[] =>
  Array.from({ length: slots }, (_, slot) => slot)
    .filter((slot) => weight(slot) > 0)
    .sort((a, b) => weight(b) - weight(a) || a - b)
    .slice(0, limit);

/** Those of the items with most ratings. O(items log items). */
export const vectorsOfItems = (items: ReplicaItems, limit: number): Vectors => {
  const length = items.rows.width - 1;
  const slots = heaviest(items.table.slotCount, (slot) => items.count.data[slot] ?? 0, limit);
  const rows = new Float32Array(slots.length * length);
  for (const [i, slot] of slots.entries()) {
    const start = slot * items.rows.width;
    rows.set(items.rows.data.subarray(start, start + length), i * length);
  }
  return {
    ids: slots.map((slot) => items.table.keyOf(slot) ?? ""),
    counts: slots.map((slot) => items.count.data[slot] ?? 0),
    length,
    rows,
  };
};

/** Those of the users with most retained ratings. O(users log users + limit k). */
export const vectorsOfUsers = (users: ReplicaUsers, length: number, limit: number): Vectors => {
  const slots = heaviest(users.table.slotCount, (slot) => users.lengthAt(slot), limit);
  const ids = slots.map((slot) => users.table.keyOf(slot) ?? "");
  const found = ids.map((id) => users.get(id));
  const rows = new Float32Array(ids.length * length);
  for (const [i, user] of found.entries())
    if (user !== undefined) rows.set(user.row.subarray(0, length), i * length);
  return { ids, counts: found.map((user) => user?.count ?? 0), length, rows };
};
