import type { FactorState } from "./factor-state.ts";
import type { RatingModelSettings } from "./options.ts";
import { rawScore } from "./predict.ts";

/** J of {@link RatingModel} over the users' retained ratings. O(ratings k). */
export const objective = (state: FactorState, settings: RatingModelSettings): number => {
  const { users, items } = state;
  let j = 0;
  for (const side of [users, items]) {
    const { data, width } = side.rows;
    for (const [, slot] of side.table.rows())
      for (let f = 0; f < width; f++)
        j += (f === width - 1 ? settings.biasLambda : settings.lambda) * (data[slot * width + f] ?? 0) ** 2;
  }
  const mean = state.global.mean;
  for (const [, user] of users.table.rows()) {
    const list = users.lists.of(user);
    for (let n = 0; n < list.size; n++) {
      const item = list.slots[n] ?? 0;
      if (items.birth.data[item] !== list.births[n]) continue;
      j += ((list.ratings[n] ?? 0) - rawScore(mean, users, user, items, item)) ** 2;
    }
  }
  return j;
};
