import fc from "fast-check";
import { expect, it } from "vitest";
import { adjustFalseDiscoveries } from "./false-discoveries.ts";
import { sortInPieces } from "./sorted-runs.ts";

const finished = <T>(pieces: Generator<void, T>): { readonly value: T; readonly pieces: number } => {
  for (let count = 1; ; count++) {
    const step = pieces.next();
    if (step.done === true) return { value: step.value, pieces: count };
  }
};

it("rejects, at every level, what Benjamini's and Hochberg's step-up procedure rejects", () => {
  const pValue = fc.oneof(fc.constantFrom(0, 0.01, 0.02, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  const family = fc.array(pValue, { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(family, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (values, level) => {
      const spare = [0.5, 0.001];
      const given = Float64Array.from([...values, ...spare]);
      const { of } = finished(adjustFalseDiscoveries(given, values.length, 2)).value;
      const doubled = values.flatMap((value) => [value, value]).sort((a, b) => a - b);
      // The greatest k for which p(k) ≤ k / m × level: it and all before are rejected.
      let greatest = -1;
      for (const [i, p] of doubled.entries()) if (p * doubled.length <= (i + 1) * level) greatest = p;
      for (const value of values) expect([value, of(value) <= level]).toEqual([value, value <= greatest]);
    }),
    { numRuns: 200 },
  );
});

it("sorts what takes more than one piece as the engine sorts it in one", () => {
  const size = 100_000;
  const values = Float64Array.from({ length: size + 7 }, (_, i) => Math.sin(i * 7.31));
  const due = values.slice(0, size).sort();
  const { value, pieces } = finished(sortInPieces(values, size));
  expect(due.findIndex((each, i) => each !== value[i])).toBe(-1);
  expect(pieces).toBeGreaterThan(4);
});
