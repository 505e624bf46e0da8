import fc from "fast-check";
import { expect, it } from "vitest";
import { nineDigits } from "./nine-digits.ts";

it("moves no number by more than half of its ninth digit, and none twice", () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
      const rounded = nineDigits(value);
      expect(Math.abs(rounded - value)).toBeLessThanOrEqual(Math.abs(value) * 0.500001e-8);
      expect(nineDigits(rounded)).toBe(rounded);
    }),
  );
});

it("gives numbers of at most nine digits", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-7, max: 1e7 }), (value) => {
      expect(Number(nineDigits(value).toPrecision(9))).toBe(nineDigits(value));
    }),
  );
});
