import { expect, test } from "vitest";
import { Random } from "../random.ts";
import { CandidateSampler } from "./candidates.ts";
import { recipeOf } from "./next-item-options.ts";
import { settingsOf } from "./options.ts";

const settings = settingsOf(
  { created: "", dataRange: {} },
  { hidden: 8, embedding: 4, epochs: 1, batch: 1, steps: 1, learningRate: 0.1, dropout: 0 },
);

test("a shared embedding must be as wide as the state", () => {
  const options = { created: "", dataRange: {}, sharedEmbedding: true };
  expect(() => recipeOf(options, settings)).toThrow(RangeError);
  expect(recipeOf(options, { ...settings, embedding: 8 }).sharedEmbedding).toBe(true);
});

test("further candidates are drawn by clicks to the power alpha", () => {
  const counts = Float64Array.of(0, 81, 16, 1);
  const share = (alpha: number): number => {
    const sampler = new CandidateSampler(counts, alpha);
    const random = new Random(1);
    let first = 0;
    for (let i = 0; i < 4_000; i++) first += sampler.draw([], 1, random).placeOf.has(1) ? 1 : 0;
    return first / 4_000;
  };
  expect(share(1)).toBeCloseTo(81 / 98, 1);
  expect(share(0.5)).toBeCloseTo(9 / 14, 1);
  expect(share(0)).toBeCloseTo(1 / 3, 1);
});

test("the correction is the logarithm of the chance of being a candidate, or the wanted share of it", () => {
  const counts = Float64Array.of(0, 8, 2);
  const [whole, half] = [1, 0.5].map((logQ) =>
    new CandidateSampler(counts, 1, logQ).draw([1, 2], 1, new Random(3)),
  );
  const due = [0.8, 0.2].map((share) => -Math.log(1 - (1 - share) ** 3));
  due.forEach((correction, i) => {
    expect(whole?.correction[i]).toBeCloseTo(correction, 5);
    expect(half?.correction[i]).toBeCloseTo(correction / 2, 5);
  });
});
