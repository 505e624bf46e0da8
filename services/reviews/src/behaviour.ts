import type { PreferenceModelOptions, RatingModelOptions } from "@millrace/factors";

/** What each action says of a user's liking for an item, unless set otherwise. */
export const defaultActionWeights: Readonly<Record<string, number>> = {
  view: 1,
  cart: 3,
  purchase: 5,
  basket: 5,
  rating: 4,
};

/** What the recommender is told once. */
export interface RecommenderOptions extends RatingModelOptions {
  /** Weight of each action; `basket` and `rating` are actions too. @default defaultActionWeights */
  readonly actionWeights?: Readonly<Record<string, number>>;
  /** Least rating that counts as a preference. @default 3.5 */
  readonly likedFrom?: number;
  /** Half-life of an item's heat, ms of event time. @default 7 days */
  readonly trendHalfLifeMs?: number;
}

/** The settings of the process that the recommender and its readers have in common. */
export interface RecommenderSettings {
  readonly factors: number;
  readonly usersMax: number;
  readonly itemsMax: number;
  readonly historyMax: number;
  readonly preferenceWeights: Readonly<Record<string, string>> | undefined;
  readonly likedFrom: number;
  readonly trendHalfLifeMs: number;
  readonly recommenderPartitions: number;
}

/** Fixed, so that every installation gives the same factors for the same log. */
const SEED = 1;

/** The recommender's options as configured. A weight that is no number above 0 turns its action off. */
export const recommenderOptions = (settings: RecommenderSettings): RecommenderOptions => {
  const { factors, usersMax, itemsMax, historyMax, preferenceWeights, likedFrom, trendHalfLifeMs } = settings;
  const named = Object.entries(preferenceWeights ?? {}).map(
    ([action, text]) => [action, Number(text)] as const,
  );
  return {
    factors,
    usersMax,
    itemsMax,
    ratingsPerRowMax: historyMax,
    likedFrom,
    trendHalfLifeMs,
    actionWeights: { ...defaultActionWeights, ...Object.fromEntries(named) },
    shared: settings.recommenderPartitions > 1,
    seed: SEED,
  };
};

/** The preference model's part of them. */
export const preferenceOptions = (options: RecommenderOptions): PreferenceModelOptions => {
  const { factors, usersMax, itemsMax, ratingsPerRowMax, trendHalfLifeMs, seed, shared } = options;
  return {
    seed,
    ...(factors === undefined ? {} : { factors: Math.max(1, factors) }),
    ...(usersMax === undefined ? {} : { usersMax }),
    ...(itemsMax === undefined ? {} : { itemsMax }),
    ...(ratingsPerRowMax === undefined
      ? {}
      : { userItemsMax: ratingsPerRowMax, itemUsersMax: ratingsPerRowMax }),
    ...(shared === undefined ? {} : { shared }),
    ...(trendHalfLifeMs === undefined ? {} : { heatHalfLifeMs: trendHalfLifeMs }),
  };
};

/** The rating model's part of them. */
export const ratingOptions = (options: RecommenderOptions): RatingModelOptions => {
  const { actionWeights: _, likedFrom: __, trendHalfLifeMs: ___, ...rest } = options;
  return rest;
};

/** What an action says; 0 for one that says nothing. */
export const weightOfAction = (
  { actionWeights = defaultActionWeights }: RecommenderOptions,
  action: string,
): number => {
  const weight = Object.hasOwn(actionWeights, action) ? (actionWeights[action] ?? 0) : 0;
  return weight > 0 && Number.isFinite(weight) ? weight : 0;
};
