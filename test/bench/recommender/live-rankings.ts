import { PreferenceModel, type PreferenceRanks, RankBlend } from "@millrace/factors";
import type { TimedTouch } from "./logs.ts";
import { figuresOf, type RankingFigures } from "./rankings.ts";

/** Rankings of one log, about. */
const RANKED = 3_000;
/** Share of the log that is learned before the first ranking. */
const LEARNED_FIRST = 0.25;
const rungs = ["popularity", "itemKnn", "factors", "blend"] as const;

/**
 * Test-then-train, as the recommender does it: where what a user turned to stood among all items that the user had not touched,
 * by each rung, and then it is learned. The last line of each log tells the same for users of whom nothing was known.
 */
export const liveRankings = (log: readonly TimedTouch[]): ReadonlyMap<string, RankingFigures> => {
  const model = new PreferenceModel({ seed: 1 });
  const blend = new RankBlend();
  const ranks = new Map<string, number[]>();
  const note = (rung: string, rank: number): void => {
    const list = ranks.get(rung) ?? [];
    if (list.length === 0) ranks.set(rung, list);
    list.push(rank);
  };
  const every = Math.max(1, Math.floor(log.length / RANKED));
  for (const [n, { userId, itemIds, weight, time }] of log.entries()) {
    const itemId = itemIds[n % itemIds.length] ?? "";
    if (n >= log.length * LEARNED_FIRST && n % every === 0 && !model.knows(userId, itemId)) {
      const found: PreferenceRanks = model.ranks(userId, itemId, blend);
      for (const rung of rungs) note(rung, found[rung]);
      if (model.historyOf(userId).length === 0)
        for (const rung of ["popularity", "blend"] as const) note(`${rung}, user unknown`, found[rung]);
      if (found.slope !== undefined) blend.learn(found.slope);
    }
    model.learnTogether(userId, itemIds, weight, time);
  }
  return new Map([...ranks].map(([rung, list]) => [rung, figuresOf(list)]));
};
