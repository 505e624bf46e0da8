import { BoltzmannMachine, PreferenceModel, RankBlend } from "@millrace/factors";
import type { TimedRating } from "./logs.ts";

/** What is learned, and the last liked film of each user, which is to be found again. */
export interface Split {
  readonly train: readonly TimedRating[];
  readonly held: ReadonlyMap<string, string>;
}

const LIKED = 3.5;
const WEIGHT = 4;
/** Preferences that the blend learns from. */
const LEARNED_ONE_IN = 20;

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
  const blend = new RankBlend();
  for (const [n, { userId, itemId, time }] of train.entries()) {
    const slope = n % LEARNED_ONE_IN === 0 ? model.ranks(userId, itemId, blend).slope : undefined;
    if (slope !== undefined) blend.learn(slope);
    model.learn({ userId, itemId, time, weight: WEIGHT });
  }
  const asked = [...held];
  const online = asked.map(([userId, itemId]) => model.ranks(userId, itemId, blend));
  for (let sweep = 0; sweep < 10; sweep++) model.sweep();
  const swept = asked.map(([userId, itemId]) => model.ranks(userId, itemId));
  return {
    popularity: figuresOf(online.map((rank) => rank.popularity)),
    "item-kNN cosine": figuresOf(online.map((rank) => rank.itemKnn)),
    "eALS, online": figuresOf(online.map((rank) => rank.factors)),
    "eALS, 10 batch sweeps more": figuresOf(swept.map((rank) => rank.factors)),
    "blend, learned": figuresOf(online.map((rank) => rank.blend)),
  };
};

/** Items that the machine knows: the most touched ones. */
const MACHINE_ITEMS = 2_000;
const MACHINE_EPOCHS = 30;

/** A restricted Boltzmann machine over the most touched items of the split, and its free energy before and after. */
export const machineRanking = ({ train, held }: Split) => {
  const counts = new Map<string, number>();
  for (const { itemId } of train) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  const known = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MACHINE_ITEMS);
  const numbers = new Map(known.map(([itemId], n) => [itemId, n]));
  const byUser = new Map<string, number[]>();
  for (const { userId, itemId } of train) {
    const number = numbers.get(itemId);
    if (number !== undefined) byUser.set(userId, [...(byUser.get(userId) ?? []), number]);
  }
  const users = [...byUser.values()];
  const machine = new BoltzmannMachine({ visible: numbers.size, hidden: 32, rate: 0.02, seed: 1 });
  machine.startFrom(users);
  const energy = (): number =>
    users.reduce((sum, items) => sum + machine.freeEnergy(items), 0) / users.length;
  const before = energy();
  for (let epoch = 0; epoch < MACHINE_EPOCHS; epoch++) machine.train(users);
  const ranks = [...held].map(([userId, itemId]) => {
    const target = numbers.get(itemId);
    if (target === undefined) return Number.POSITIVE_INFINITY;
    const items = byUser.get(userId) ?? [];
    const seen = new Set(items);
    const own = machine.reconstruct(items);
    return own.filter((p, n) => p > (own[target] ?? 0) && !seen.has(n)).length + 1;
  });
  return { figures: figuresOf(ranks), freeEnergy: { before, after: energy() } };
};
