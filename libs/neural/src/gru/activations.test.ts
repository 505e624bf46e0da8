import fc from "fast-check";
import { expect, test } from "vitest";
import { sigmoid, tanh } from "./activations.ts";

test("the table is within its stated error everywhere", () => {
  fc.assert(
    fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => {
      expect(Math.abs(sigmoid(x) - 1 / (1 + Math.exp(-x)))).toBeLessThan(6e-9);
      expect(Math.abs(tanh(x) - Math.tanh(x))).toBeLessThan(2e-8);
    }),
    { numRuns: 500 },
  );
});

test("infinities saturate and what is no number stays none", () => {
  expect(sigmoid(Number.POSITIVE_INFINITY)).toBe(1);
  expect(tanh(Number.NEGATIVE_INFINITY)).toBe(-1);
  expect(sigmoid(Number.NaN)).toBeNaN();
});
