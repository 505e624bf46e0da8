import fc from "fast-check";
import { expect, test } from "vitest";
import { coverageOf, hitAt, logLoss, reciprocalRankAt, scaledError, winklerScore } from "./index.ts";

test("an unranked truth is no hit", () => {
  expect([hitAt(20, 20), hitAt(21, 20), hitAt(Number.POSITIVE_INFINITY, 20)]).toEqual([1, 0, 0]);
  expect([reciprocalRankAt(4, 20), reciprocalRankAt(Number.POSITIVE_INFINITY, 20)]).toEqual([0.25, 0]);
});

test("Winkler's score is the width exactly where the interval covers, and more elsewhere", () => {
  const number = fc.integer({ min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(number, number, number, (y, a, b) => {
      const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
      const covered = coverageOf(y, lower, upper) === 1;
      expect(winklerScore(y, lower, upper, 0.9) === upper - lower).toBe(covered);
    }),
  );
});

test("what cannot be scored is no value, and nothing is infinite", () => {
  expect(scaledError(1, 2, 0)).toBeNaN();
  expect(scaledError(1, 2, 4)).toBe(0.25);
  expect(Number.isFinite(logLoss(0))).toBe(true);
});
