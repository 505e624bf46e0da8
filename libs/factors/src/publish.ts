import type { FactorState } from "./factor-state.ts";
import { shareAt } from "./item-share.ts";
import { encodeItemRow, encodeUserRow, type ItemRating } from "./wire.ts";

/** The user's retained ratings, oldest first; empty for an unknown user. O(ratingsPerRowMax). */
export const retainedRatings = ({ users, items }: FactorState, userId: string): ItemRating[] => {
  const user = users.table.find(userId);
  if (user < 0) return [];
  const list = users.lists.of(user);
  const ratings: ItemRating[] = [];
  for (let n = 0; n < list.size; n++) {
    const item = list.slots[n] ?? -1;
    const itemId = items.table.keyOf(item);
    if (itemId !== undefined && items.birth.data[item] === list.births[n])
      ratings.push({ itemId, rating: list.ratings[n] ?? 0 });
  }
  return ratings;
};

/** A user's row as published, or undefined when there is none. */
export const publishedUser = (state: FactorState, userId: string): Uint8Array | undefined => {
  const { table, rows, plainBias, drift, count } = state.users;
  const slot = table.find(userId);
  if (slot < 0) return undefined;
  return encodeUserRow({
    row: rows.data.subarray(slot * rows.width, (slot + 1) * rows.width),
    plainBias: plainBias.data[slot] ?? 0,
    drift: [drift.data[slot * 2] ?? 0, drift.data[slot * 2 + 1] ?? 0],
    count: count.data[slot] ?? 0,
    ratings: retainedRatings(state, userId),
  });
};

/** An item's row as published, or undefined when there is none. */
export const publishedItem = (state: FactorState, itemId: string): Uint8Array | undefined => {
  const { table, rows, plainBias, count, sum, peers } = state.items;
  const slot = table.find(itemId);
  if (slot < 0) return undefined;
  const theirs = (at: number): number => peers?.data[slot * peers.width + at] ?? 0;
  return encodeItemRow({
    row: rows.data.subarray(slot * rows.width, (slot + 1) * rows.width),
    plainBias: plainBias.data[slot] ?? 0,
    count: (count.data[slot] ?? 0) + theirs(shareAt.count),
    sum: (sum.data[slot] ?? 0) + theirs(shareAt.sum),
  });
};
