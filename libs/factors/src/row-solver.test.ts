import fc from "fast-check";
import { expect, test } from "vitest";
import { RowSolver, statisticsLength } from "./row-solver.ts";

const k = 3;
const lambda = 0.7;
const biasLambda = 1.3;
const value = fc.double({ min: -2, max: 2, noNaN: true });
const ratings = fc.array(
  fc.record({ row: fc.array(value, { minLength: k + 1, maxLength: k + 1 }), r: value }),
  {
    maxLength: 12,
  },
);

const solved = (list: readonly { readonly row: readonly number[]; readonly r: number }[]): RowSolver => {
  const solver = new RowSolver(k, lambda, biasLambda, 12);
  for (const { row, r } of list) solver.add(Float32Array.from(row), 0, r);
  solver.solve();
  return solver;
};

test("the numeric gradient of the objective is zero at the solved row", () => {
  fc.assert(
    fc.property(ratings, (list) => {
      const w = [...solved(list).solution];
      const objective = (at: readonly number[]): number => {
        let j = 0;
        for (const { row, r } of list) {
          const v = [...Float32Array.from(row)];
          let e = r - (v[k] ?? 0) - (at[k] ?? 0);
          for (let f = 0; f < k; f++) e -= (at[f] ?? 0) * (v[f] ?? 0);
          j += e * e;
        }
        for (let f = 0; f <= k; f++) j += (f < k ? lambda : biasLambda) * (at[f] ?? 0) ** 2;
        return j;
      };
      const step = 1e-4;
      for (let f = 0; f <= k; f++) {
        const shifted = (by: number): number => objective(w.map((x, g) => (g === f ? x + by : x)));
        expect(Math.abs((shifted(step) - shifted(-step)) / (2 * step))).toBeLessThan(1e-6);
      }
    }),
  );
});

test("without factors the bias is the shrunk mean of what is left over", () => {
  const solver = new RowSolver(0, 1, 5, 3);
  for (const [c, r] of [
    [0.5, 1],
    [0, -1],
    [0.25, 2],
  ] as const)
    solver.add(Float32Array.of(c), 0, r);
  solver.solve();
  expect(solver.solution[0]).toBeCloseTo((0.5 - 1 + 1.75) / 8, 12);
});

test("the recent level is the faded mean of the residuals, shrunk", () => {
  const solver = new RowSolver(0, 1, 1e6, 3);
  for (const r of [4, 2, 1]) solver.add(Float32Array.of(0), 0, r);
  solver.solve();
  expect(solver.recentResidual(1, 2)).toBeCloseTo((1 + 2 / 2 + 4 / 4) / (1.75 + 2), 4);
  expect(solver.recentResidual(0, 2)).toBe(0);
});

test("a row without ratings is zero", () => {
  expect([...solved([]).solution]).toEqual([0, 0, 0, 0]);
});

test("sums of two parts give the row of both, whatever mean they were made with", () => {
  const close = (a: Float64Array, b: Float64Array): void => {
    for (const [n, x] of a.entries()) expect(x).toBeCloseTo(b[n] ?? Number.NaN, 4);
  };
  fc.assert(
    fc.property(ratings, ratings, value, (mine, theirs, mean) => {
      const solver = new RowSolver(k, lambda, biasLambda, 24);
      const add = (list: typeof mine, less: number): void => {
        for (const { row, r } of list) solver.add(Float32Array.from(row), 0, r - less);
      };
      add(theirs, 0);
      const sums = new Float32Array(3 + statisticsLength(k));
      solver.statistics(sums, 3);
      solver.reset();
      add(mine, mean);
      solver.solve(sums, 3, mean);
      const joined = solver.solution.slice();
      solver.reset();
      add([...mine, ...theirs], mean);
      solver.solve();
      close(joined, solver.solution);
    }),
  );
});
