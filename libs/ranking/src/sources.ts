/**
 * Where candidates and their scores come from, in the order of every vector of weights:
 * rating factors, preference factors, neighbouring items, neighbouring users, rules, next items, content, trend, what is
 * well rated by everybody, and how many people touched it.
 */
export const sources = [
  "factors",
  "preferences",
  "items",
  "users",
  "rules",
  "next",
  "content",
  "trending",
  "liked",
  "popular",
] as const;
/** One of {@link sources}. */
export type Source = (typeof sources)[number];

/** Place of each of {@link sources}. */
export const placeOf: Readonly<Record<Source, number>> = {
  factors: 0,
  preferences: 1,
  items: 2,
  users: 3,
  rules: 4,
  next: 5,
  content: 6,
  trending: 7,
  liked: 8,
  popular: 9,
};

/** What each source says of one item, −1..1 in the order of {@link sources}; 0 where it says nothing. */
export type SourceScores = readonly number[];

/** What the weights are before anybody chose anything. */
export const priorWeights: readonly number[] = [1, 1, 1, 0.5, 0.7, 0.7, 0.4, 0.3, 0.5, 0.4];

/** Σ w x: an item's score. */
export const blended = (weights: ArrayLike<number>, scores: ArrayLike<number>): number => {
  let sum = 0;
  for (let s = 0; s < sources.length; s++) sum += (weights[s] ?? 0) * (scores[s] ?? 0);
  return sum;
};
