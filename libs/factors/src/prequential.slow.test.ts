import { expect, test } from "vitest";
import { type Rating, RatingModel, type RatingModelOptions } from "./index.ts";
import { plantedRatings } from "./planted-ratings.ts";
import { uniform } from "./uniform.ts";

/** RMSE of each rung, predicted before learned, over the second half. */
const rmse = (
  ratings: readonly Rating[],
  options: RatingModelOptions,
): Record<"mean" | "biases" | "als", number> => {
  const model = new RatingModel(options);
  const sums = { mean: 0, biases: 0, als: 0 };
  ratings.forEach((r, n) => {
    const p = model.predict(r.userId, r.itemId);
    if (n * 2 >= ratings.length)
      for (const rung of ["mean", "biases", "als"] as const) sums[rung] += (p[rung] - r.rating) ** 2;
    model.learn(r);
  });
  const root = (sum: number): number => Math.sqrt((sum * 2) / ratings.length);
  return { mean: root(sums.mean), biases: root(sums.biases), als: root(sums.als) };
};

test("on planted factors each rung beats the one below", () => {
  const { mean, biases, als } = rmse(plantedRatings(4_000, 70, 80, 2, 5), {
    factors: 4,
    lambda: 4,
    seed: 1,
  });
  expect(biases).toBeLessThan(mean * 0.95);
  expect(als).toBeLessThan(biases * 0.9);
});

test("where users have no moods the momentary level costs nothing, where they have it pays", () => {
  const calm = plantedRatings(2_500, 40, 50, 2, 6);
  const random = uniform(3);
  const moods = new Map<string, number>();
  const moody = calm.map((r) => {
    const mood = (moods.get(r.userId) ?? 0) * 0.9 + (random() - 0.5);
    moods.set(r.userId, mood);
    return { ...r, rating: Math.min(5, Math.max(0.5, Math.round((r.rating + mood) * 2) / 2)) };
  });
  const options = { factors: 2, lambda: 4, seed: 1 };
  const gain = (ratings: readonly Rating[]): number =>
    1 - rmse(ratings, options).als / rmse(ratings, { ...options, driftHalfLife: 0 }).als;
  expect(gain(calm)).toBeGreaterThan(-0.002);
  expect(gain(moody)).toBeGreaterThan(0.02);
});
