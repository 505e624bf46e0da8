import { PreferenceModel } from "@millrace/factors";
import type { TimedRating } from "./logs.ts";

/** What is learned, and the last liked film of each user, which is to be found again. */
export interface Split {
  readonly train: readonly TimedRating[];
  readonly held: ReadonlyMap<string, string>;
}

const LIKED = 3.5;
const WEIGHT = 4;

/** Ratings of 3.5 and more as preferences; the last of every user of at least five is held back. */
export const leaveLastOut = (ratings: readonly TimedRating[]): Split => {
  const liked = ratings.filter(({ rating }) => rating >= LIKED);
  const byUser = new Map<string, TimedRating[]>();
  for (const one of liked) byUser.set(one.userId, [...(byUser.get(one.userId) ?? []), one]);
  const held = new Map<string, string>();
  const out = new Set<TimedRating>();
  for (const [userId, own] of byUser) {
    const last = own.at(-1);
    if (own.length < 5 || last === undefined) continue;
    held.set(userId, last.itemId);
    out.add(last);
  }
  return { train: liked.filter((one) => !out.has(one)), held };
};

/** Figures of a ranking among all items that the user has not touched. */
export interface RankingFigures {
  readonly recallAt10: number;
  readonly ndcgAt10: number;
  readonly users: number;
}

/** Figures of ranks, 1 the best. */
export const figuresOf = (ranks: readonly number[]): RankingFigures => {
  const within = ranks.filter((rank) => rank <= 10);
  return {
    recallAt10: within.length / ranks.length,
    ndcgAt10: within.reduce((sum, rank) => sum + 1 / Math.log2(rank + 1), 0) / ranks.length,
    users: ranks.length,
  };
};

/** Our own rungs on a split: learned event by event, then with batch sweeps over the same lists. */
export const ownRankings = ({ train, held }: Split): Readonly<Record<string, RankingFigures>> => {
  const model = new PreferenceModel({ seed: 1 });
  for (const { userId, itemId, time } of train) model.learn({ userId, itemId, time, weight: WEIGHT });
  const asked = [...held];
  const online = asked.map(([userId, itemId]) => model.ranks(userId, itemId));
  for (let sweep = 0; sweep < 10; sweep++) model.sweep();
  const swept = asked.map(([userId, itemId]) => model.ranks(userId, itemId));
  return {
    popularity: figuresOf(online.map((rank) => rank.popularity)),
    "item-kNN cosine": figuresOf(online.map((rank) => rank.itemKnn)),
    "eALS, online": figuresOf(online.map((rank) => rank.factors)),
    "eALS, 10 batch sweeps more": figuresOf(swept.map((rank) => rank.factors)),
    "blend of the three": figuresOf(online.map((rank) => rank.blend)),
  };
};
