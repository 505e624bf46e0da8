import { PreferenceModel, RatingModel, topN } from "@millrace/factors";
import type { TimedRating } from "./logs.ts";

const ROUNDS = 3;

/** Events a second on one core, bare: the best of three rounds over fresh models. */
const perSecond = (events: number, round: () => void): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < ROUNDS; n++) {
    const began = performance.now();
    round();
    best = Math.min(best, performance.now() - began);
  }
  return (events / best) * 1000;
};

/** Ratings or preferences a second that each model learns. */
export const learningRates = (ratings: readonly TimedRating[]): Readonly<Record<string, number>> => {
  const rate = (options: { factors: number; refreshRows?: number; driftHalfLife?: number }): number =>
    perSecond(ratings.length, () => {
      const model = new RatingModel({ seed: 1, ...options });
      for (const rating of ratings) model.learn(rating);
    });
  return {
    "biases alone": rate({ factors: 0, refreshRows: 0, driftHalfLife: 0 }),
    "biases, level, refresh": rate({ factors: 0 }),
    "ALS k = 16": rate({ factors: 16, refreshRows: 0 }),
    "ALS k = 16, refresh": rate({ factors: 16 }),
    "eALS k = 16": perSecond(ratings.length, () => {
      const model = new PreferenceModel({ seed: 1 });
      for (const { userId, itemId, time } of ratings) model.learn({ userId, itemId, time, weight: 4 });
    }),
  };
};

/** Latencies in ms. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

const CALLS = 200;

const latency = (call: () => unknown): Latency => {
  for (let n = 0; n < 10; n++) call();
  const times = Array.from({ length: CALLS }, () => {
    const began = performance.now();
    call();
    return performance.now() - began;
  }).sort((a, b) => a - b);
  return { p50: times[CALLS / 2] ?? 0, p99: times[Math.floor(CALLS * 0.99)] ?? 0 };
};

/** Exact top 10 over so many items of 32 factors for one user. */
export const topLatency = (slots: number): Latency => {
  const k = 32;
  const data = new Float32Array(slots * (k + 1));
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    data[i] = state / 2 ** 31;
  }
  const vector = Float64Array.from({ length: k }, (_, f) => Math.sin(f));
  return latency(() => topN(vector, 3, 10, () => false, { data, width: k + 1 }, slots));
};

/** A user of `ratings` ratings folded in over the items of a learned model. */
export const foldLatency = (all: readonly TimedRating[], ratings: number): Latency => {
  const model = new RatingModel({ seed: 1 });
  for (const rating of all) model.learn(rating);
  const asked = all.slice(0, ratings);
  return latency(() => model.foldIn(asked));
};
