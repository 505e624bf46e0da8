import type { PreferenceModelSettings } from "./preference-options.ts";
import { pullOf } from "./preference-row.ts";
import type { PreferenceState } from "./preference-state.ts";

/** J of {@link PreferenceModel}, term by term as it is written: O(users items k), for tests and benches. */
export const preferenceObjective = (state: PreferenceState, settings: PreferenceModelSettings): number => {
  const { users, items } = state;
  const { factors: k } = settings;
  const { missing } = state;
  let j = 0;
  for (const side of [users, items]) {
    const { data, width } = side.rows;
    const pairs = (side === users ? items : users).table.size;
    for (const [, slot] of side.table.rows()) {
      const list = side.lists.of(slot);
      let all = 0;
      for (let n = 0; n < list.size; n++) all += list.ratings[n] ?? 0;
      const pull = pullOf(settings.lambda, all, missing, pairs);
      for (let f = 0; f < k; f++) j += pull * (data[slot * width + f] ?? 0) ** 2;
    }
  }
  for (const [, user] of users.table.rows()) {
    for (const [, item] of items.table.rows()) {
      let score = 0;
      for (let f = 0; f < k; f++)
        score +=
          (users.rows.data[user * users.rows.width + f] ?? 0) *
          (items.rows.data[item * items.rows.width + f] ?? 0);
      const weight = state.links.weight(user, item);
      j += weight > 0 ? weight * (1 - score) ** 2 : missing * score ** 2;
    }
  }
  return j;
};
