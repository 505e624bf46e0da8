import type { ReviewEvent } from "../event.ts";
import { drawBelow, drawChance, drawExponential, drawNormal } from "../random/draw.ts";
import { type Random, seededRandom } from "../random/xoshiro.ts";
import { reviewText } from "./review-text.ts";
import {
  requireInteger,
  requireRange,
  SIMULATED_START_MS,
  type Simulated,
  simulatedItemId,
} from "./simulated.ts";

/** Settings of `simulateReviews`. */
export interface ReviewSimulation {
  readonly seed: number;
  /** Reviews in all, at most half of users × items: nobody reviews an item twice. */
  readonly reviews: number;
  /** @default 300 */
  readonly users?: number;
  /** @default 100 */
  readonly items?: number;
  /** Length of the planted factor vectors. @default 3 (0 to 64) */
  readonly factors?: number;
  /** Standard deviation of u·v, in stars. @default 0.6 */
  readonly factorStars?: number;
  /** Standard deviation of what nothing explains, in stars. @default 0.5 */
  readonly noise?: number;
  /** Share of reviews with a text. @default 0.5 */
  readonly withText?: number;
  /** Share of opinions expressed by negating the opposite word. @default 0.3 */
  readonly negated?: number;
  /** Mean milliseconds between two reviews. @default 10,000 */
  readonly msBetween?: number;
  /** Milliseconds since 1970 of the first review. @default 2024-01-01 */
  readonly startTime?: number;
}

/** What simulated reviews were drawn from: stars = mean + b_i + c_j + u_i·v_j + noise, to the next half, 0.5 to 5. */
export interface ReviewTruth {
  readonly mean: number;
  /** b: one per user; user n is `sim-user-n`. */
  readonly userBias: Float64Array;
  /** c: one per item; item n is `sim-n`. */
  readonly itemBias: Float64Array;
  /** u: users × factors, row by row. */
  readonly userFactors: Float64Array;
  /** v: items × factors, row by row. */
  readonly itemFactors: Float64Array;
  readonly factors: number;
  readonly noise: number;
  /** Stars before noise and rounding. O(factors). */
  score(user: number, item: number): number;
}

const normals = (random: Random, length: number, deviation: number): Float64Array =>
  Float64Array.from({ length }, () => deviation * drawNormal(random));

const plant = (options: ReviewSimulation, users: number, items: number): ReviewTruth => {
  const { seed, factors = 3, factorStars = 0.6, noise = 0.5 } = options;
  requireInteger("factors", factors, 0, 64);
  const random = seededRandom(seed, 50);
  // A sum of `factors` products of two normals of deviation s has the deviation s² · sqrt(factors).
  const deviation = Math.sqrt(factorStars / Math.sqrt(Math.max(1, factors)));
  const mean = 3.4;
  const userBias = normals(random, users, 0.4);
  const itemBias = normals(random, items, 0.5);
  const userFactors = normals(random, users * factors, deviation);
  const itemFactors = normals(random, items * factors, deviation);
  const score = (user: number, item: number): number => {
    let sum = mean + (userBias[user] ?? 0) + (itemBias[item] ?? 0);
    for (let f = 0; f < factors; f++) {
      sum += (userFactors[user * factors + f] ?? 0) * (itemFactors[item * factors + f] ?? 0);
    }
    return sum;
  };
  return { mean, userBias, itemBias, userFactors, itemFactors, factors, noise, score };
};

/**
 * Ratings from planted biases and factors, with texts whose sentences praise the more the higher the rating.
 *
 * @throws {RangeError} when a setting is out of its range.
 */
export const simulateReviews = (options: ReviewSimulation): Simulated<ReviewEvent, ReviewTruth> => {
  const { seed, reviews, users = 300, items = 100, withText = 0.5, negated = 0.3 } = options;
  const { msBetween = 10_000, startTime = SIMULATED_START_MS } = options;
  requireInteger("users", users, 1);
  requireInteger("items", items, 1);
  requireInteger("reviews", reviews, 1, Math.floor((users * items) / 2));
  requireRange("withText", withText, 0, 1);
  requireRange("negated", negated, 0, 1);
  const truth = plant(options, users, items);

  function* events(): Generator<ReviewEvent, void, undefined> {
    const random = seededRandom(seed, 51);
    const written = new Set<number>();
    let time = startTime;
    for (let n = 0; n < reviews; n++) {
      let pair = drawBelow(random, users * items);
      while (written.has(pair)) pair = drawBelow(random, users * items);
      written.add(pair);
      const [user, item] = [Math.floor(pair / items), pair % items];
      const stars = truth.score(user, item) + truth.noise * drawNormal(random);
      const rating = Math.min(5, Math.max(0.5, Math.round(stars * 2) / 2));
      time += Math.max(1, Math.round(drawExponential(random, msBetween)));
      const praise = 0.5 + 0.45 * Math.tanh(rating - 3);
      const text = drawChance(random, withText) ? { text: reviewText(random, praise, negated) } : {};
      yield {
        id: `sim-${seed}-review-${n}`,
        time,
        userId: `sim-user-${user}`,
        itemId: simulatedItemId(item),
        rating,
        ...text,
      };
    }
  }

  return { truth, events };
};
