import fc from "fast-check";
import { expect, test } from "vitest";
import { logSumExp, rankOf, topOf } from "./ranking.ts";

const logits = fc
  .array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 40 })
  .map((values) => Float64Array.of(Number.NEGATIVE_INFINITY, ...values));

/** Indices from the greatest logit down, ties by index, the unknown left out. */
const ordered = (values: Float64Array): number[] =>
  Array.from(values.keys())
    .slice(1)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);

test("ranks are the places of a full sort, and the top list its beginning", () => {
  fc.assert(
    fc.property(logits, fc.nat(50), (values, limit) => {
      const order = ordered(values);
      order.forEach((index, place) => {
        expect(rankOf(values, index)).toBe(place + 1);
      });
      expect(topOf(values, limit).map(({ index }) => index)).toEqual(order.slice(0, limit));
    }),
  );
});

test("probabilities of all items sum to one", () => {
  fc.assert(
    fc.property(logits, (values) => {
      const sum = topOf(values, values.length).reduce((total, { probability }) => total + probability, 0);
      expect(sum).toBeCloseTo(1, 9);
    }),
  );
});

test("the unknown index has no place, and huge logits do not overflow", () => {
  expect(rankOf(Float64Array.of(Number.NEGATIVE_INFINITY, 1), 0)).toBe(Number.POSITIVE_INFINITY);
  expect(rankOf(Float64Array.of(Number.NEGATIVE_INFINITY, 1), 9)).toBe(Number.POSITIVE_INFINITY);
  expect(logSumExp(Float64Array.of(1000, 1000))).toBeCloseTo(1000 + Math.log(2), 9);
});
