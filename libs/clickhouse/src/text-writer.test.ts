import fc from "fast-check";
import { expect, it } from "vitest";
import { TextWriter } from "./text-writer.ts";

const written = (value: number): string => {
  const to = new TextWriter(4);
  to.number(value);
  return to.take();
};

it("writes every finite number so that it is read as the very same one", () => {
  const any = fc.double({ noDefaultInfinity: true, noNaN: true });
  const decimal = fc.tuple(fc.integer(), fc.nat(20)).map(([n, places]) => n / 10 ** places);
  const near = fc.tuple(decimal, fc.constantFrom(1 - 2 ** -53, 1, 1 + 2 ** -52)).map(([v, by]) => v * by);
  fc.assert(
    fc.property(fc.oneof(any, decimal, near), (value) => {
      // Minus zero is no quantity of its own.
      expect(Number(written(value))).toBe(value === 0 ? 0 : value);
    }),
    { numRuns: 500 },
  );
});

it("writes a decimal fraction in the digits that it has", () => {
  for (const text of [
    "0.1",
    "21.5",
    "-21.5",
    "99999.9999",
    "0.000000125",
    "1714557600000",
    "0",
    "1.00000001",
  ])
    expect(written(Number(text))).toBe(text);
});
