import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../random.ts";
import { PackedMatrix } from "./packed-matrix.ts";

test("a product is the textbook sum, and four at once have the bits of one at a time", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 13 }),
      fc.integer({ min: 1, max: 27 }),
      fc.nat(),
      (rows, columns, seed) => {
        const random = new Random(seed);
        const values = random.uniform(rows * columns, 1);
        const matrix = PackedMatrix.ofRows(values, rows, columns);
        const four = Float64Array.from(random.uniform(rows * 4, 1));
        const together = new Float64Array(matrix.paddedColumns * 4);
        matrix.multiply4(four, together);
        for (let lane = 0; lane < 4; lane++) {
          const x = Float64Array.from({ length: rows }, (_, row) => four[row * 4 + lane] ?? 0);
          const y = new Float64Array(matrix.paddedColumns);
          matrix.multiply(x, y);
          for (let c = 0; c < columns; c++) {
            const terms = Array.from(x, (v, row) => v * (values[row * columns + c] ?? 0));
            expect(y[c]).toBeCloseTo(
              terms.reduce((a, b) => a + b, 0),
              12,
            );
            expect(together[c * 4 + lane]).toBe(y[c]);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("rows of the transpose give the same matrix", () => {
  const x = Float64Array.of(1, 10);
  const [byRows, byColumns] = [new Float64Array(8), new Float64Array(8)];
  PackedMatrix.ofRows(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3).multiply(x, byRows);
  PackedMatrix.ofColumns(Float32Array.of(1, 4, 2, 5, 3, 6), 2, 3).multiply(x, byColumns);
  expect([...byRows.subarray(0, 3)]).toEqual([41, 52, 63]);
  expect(byColumns).toEqual(byRows);
});
