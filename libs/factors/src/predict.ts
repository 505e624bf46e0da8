import type { GlobalRow } from "./global.ts";

/** The three rungs' predictions of one rating, each clamped to 0.5..5. */
export interface RatingPrediction {
  /** μ. */
  readonly mean: number;
  /** μ + b + c (+ the user's momentary level). */
  readonly biases: number;
  /** μ + b + c + u·v (+ the user's momentary level). */
  readonly als: number;
}

/** Where a row's numbers are: typed arrays by slot, and the slot, −1 for an unknown row. */
export interface RowsAt {
  readonly rows: { readonly data: Float32Array; readonly width: number };
  readonly plainBias: { readonly data: Float32Array };
}

/** Users have momentary levels besides: `[slots x 2]`. */
export interface UsersAt extends RowsAt {
  readonly drift: { readonly data: Float32Array };
}

/** Lowest and highest rating. */
export const RATING_MIN = 0.5;
/** See {@link RATING_MIN}. */
export const RATING_MAX = 5;

/** A prediction within the scale. */
export const clampRating = (value: number): number => Math.max(RATING_MIN, Math.min(value, RATING_MAX));

/** μ + b + c + u·v without level and clamp; an unknown row (slot −1) adds nothing. O(k). */
export const rawScore = (mean: number, users: RowsAt, user: number, items: RowsAt, item: number): number => {
  const width = users.rows.width;
  const u = users.rows.data;
  const v = items.rows.data;
  const bias = width - 1;
  const userAt = user * width;
  const itemAt = item * width;
  let score = mean;
  if (user >= 0) score += u[userAt + bias] ?? 0;
  if (item >= 0) score += v[itemAt + bias] ?? 0;
  if (user >= 0 && item >= 0)
    for (let f = 0; f < bias; f++) score += (u[userAt + f] ?? 0) * (v[itemAt + f] ?? 0);
  return score;
};

/** μ + b + c of the rung without factors, without level and clamp. */
export const rawBiases = (mean: number, users: RowsAt, user: number, items: RowsAt, item: number): number =>
  mean +
  (user >= 0 ? (users.plainBias.data[user] ?? 0) : 0) +
  (item >= 0 ? (items.plainBias.data[item] ?? 0) : 0);

/** All rungs. O(k), changes nothing. */
export const predictRating = (
  global: GlobalRow,
  users: UsersAt,
  user: number,
  items: RowsAt,
  item: number,
): RatingPrediction => {
  const level = user >= 0 ? (users.drift.data[user * 2] ?? 0) * global.trust : 0;
  const plainLevel = user >= 0 ? (users.drift.data[user * 2 + 1] ?? 0) * global.plainTrust : 0;
  return {
    mean: clampRating(global.mean),
    biases: clampRating(rawBiases(global.mean, users, user, items, item) + plainLevel),
    als: clampRating(rawScore(global.mean, users, user, items, item) + level),
  };
};
