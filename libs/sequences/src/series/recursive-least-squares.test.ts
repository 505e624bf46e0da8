import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecursiveLeastSquares } from "./recursive-least-squares.ts";

interface Observation {
  readonly x: readonly number[];
  readonly y: number;
}

const INPUTS = 4;
const prior = [0, 1, 0.5, 0];
const number = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 100);
const observation = fc.record({ x: fc.array(number, { minLength: INPUTS, maxLength: INPUTS }), y: number });

/** Minimises what the class says it minimises, by the normal equations. */
const batch = (rows: readonly Observation[], ridge: number, forgetting: number): number[] => {
  const first = ridge * forgetting ** rows.length;
  const a = prior.map((w, i) => [...prior.map((_, j) => (i === j ? first : 0)), first * w]);
  for (const [t, { x, y }] of rows.entries()) {
    const weight = forgetting ** (rows.length - 1 - t);
    for (const [i, row] of a.entries())
      for (let j = 0; j <= INPUTS; j++) row[j] = (row[j] ?? 0) + weight * (x[i] ?? 0) * (x[j] ?? y);
    if (t % 4 > 0) continue;
    const which = (t / 4) % INPUTS;
    const told = a[which] ?? [];
    const reminder = weight * 4 * (1 - forgetting) * INPUTS * ridge;
    told[which] = (told[which] ?? 0) + reminder;
    told[INPUTS] = (told[INPUTS] ?? 0) + reminder * (prior[which] ?? 0);
  }
  // Gauss-Jordan; positive definite, so no pivoting.
  for (const [k, pivot] of a.entries()) {
    for (const [i, row] of a.entries()) {
      if (i === k) continue;
      const factor = (row[k] ?? 0) / (pivot[k] ?? 1);
      for (let j = k; j <= INPUTS; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    }
  }
  return a.map((row, i) => (row[INPUTS] ?? 0) / (row[i] ?? 1));
};

const learned = (rows: readonly Observation[], ridge: number, forgetting: number): number[] => {
  const rls = new RecursiveLeastSquares(prior, { ridge, forgetting });
  // Offsets, as one series among many has them.
  const [weights, p] = [new Float64Array(INPUTS + 2), new Float64Array(rls.triangle + 3)];
  rls.start(weights, 2, p, 3);
  for (const [t, { x, y }] of rows.entries()) rls.learn(Float64Array.from(x), y, t, weights, 2, p, 3);
  expect([weights[1], p[2]]).toEqual([0, 0]);
  return Array.from(weights.subarray(2));
};

const expectClose = (a: readonly number[], b: readonly number[]): void => {
  for (const [i, v] of a.entries()) expect(Math.abs(v - (b[i] ?? 0))).toBeLessThan(1e-6);
};

describe("RecursiveLeastSquares", () => {
  test("is batch ridge regression around its prior", () => {
    fc.assert(
      fc.property(
        fc.array(observation, { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (rows, tenths) => {
          expectClose(learned(rows, tenths / 10, 1), batch(rows, tenths / 10, 1));
        },
      ),
    );
  });

  test("with forgetting is the discounted batch", () => {
    const rows = fc.array(observation, { maxLength: 150, size: "max" });
    fc.assert(
      fc.property(rows, fc.constantFrom(0.9, 0.99, 0.999), (list, forgetting) => {
        expectClose(learned(list, 0.1, forgetting), batch(list, 0.1, forgetting));
      }),
      { numRuns: 50 },
    );
  });

  test("stays about as sure as its prior, however long nothing new is seen", () => {
    const rls = new RecursiveLeastSquares(prior, { ridge: 0.1, forgetting: 0.9 });
    const [weights, p] = [new Float64Array(INPUTS), new Float64Array(rls.triangle)];
    rls.start(weights, 0, p, 0);
    for (let t = 0; t < 20_000; t++) rls.learn(Float64Array.of(1, 0, 0, 0), 3, t, weights, 0, p, 0);
    for (const k of [4, 7, 9]) expect(p[k]).toBeLessThan(20);
    expect(weights[0]).toBeGreaterThan(2.9);
    expect(weights[1]).toBeCloseTo(1, 9);
  });

  test("starts anew where numbers overflow", () => {
    const rls = new RecursiveLeastSquares(prior, { ridge: 0.1, forgetting: 1 });
    const [weights, p] = [new Float64Array(INPUTS), new Float64Array(rls.triangle)];
    rls.start(weights, 0, p, 0);
    rls.learn(Float64Array.of(1, 1e300, 0, 0), 1e300, 0, weights, 0, p, 0);
    expect(Array.from(weights)).toEqual(prior);
    expect(p[0]).toBe(10);
  });
});
