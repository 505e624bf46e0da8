import type { PreferenceState } from "./preference-state.ts";
import { encodePreferenceItem, type ItemPreference } from "./preference-wire.ts";

/** The user's retained preferences, oldest first; empty for an unknown user. O(userItemsMax). */
export const retainedPreferences = ({ users, items }: PreferenceState, userId: string): ItemPreference[] => {
  const user = users.table.find(userId);
  const preferences: ItemPreference[] = [];
  if (user < 0) return preferences;
  const { slots, births, ratings, size } = users.lists.of(user);
  for (let n = 0; n < size; n++) {
    const slot = slots[n] ?? 0;
    if (items.birth.data[slot] === births[n])
      preferences.push({ itemId: items.table.keyOf(slot) ?? "", weight: ratings[n] ?? 0 });
  }
  return preferences;
};

/** An item's row as published, or undefined when there is none. */
export const publishedPreferenceItem = (
  { items, heat }: PreferenceState,
  itemId: string,
): Uint8Array | undefined => {
  const slot = items.table.find(itemId);
  if (slot < 0) return undefined;
  const { data, width } = items.rows;
  return encodePreferenceItem({
    row: data.subarray(slot * width, (slot + 1) * width - 1),
    count: items.count.data[slot] ?? 0,
    touches: items.sum.data[slot] ?? 0,
    heat: { mass: heat.data[slot * 2] ?? 0, time: heat.data[slot * 2 + 1] ?? 0 },
  });
};
