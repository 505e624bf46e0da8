import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../random.ts";
import { randomGru } from "../testing.ts";
import { EmbeddedGru } from "./embedded.ts";
import { GruKernel } from "./kernel.ts";
import type { GruWeights } from "./weights.ts";

const sizes = fc.record({
  inputSize: fc.integer({ min: 1, max: 9 }),
  hiddenSize: fc.integer({ min: 1, max: 19 }),
  seed: fc.nat(),
});

/** The equations of `GruWeights`, word for word. */
const textbookStep = (w: GruWeights, h: number[], x: ArrayLike<number>): number[] => {
  const n = w.hiddenSize;
  const dot = (from: ArrayLike<number>, matrix: Float32Array, column: number): number => {
    let sum = 0;
    for (let k = 0; k < from.length; k++) sum += (from[k] ?? 0) * (matrix[k * 3 * n + column] ?? 0);
    return sum;
  };
  const sigma = (v: number): number => 1 / (1 + Math.exp(-v));
  const gate = (column: number): number =>
    dot(x, w.kernel, column) + dot(h, w.recurrent, column) + (w.bias[column] ?? 0);
  const reset = h.map((value, j) => sigma(gate(n + j)) * value);
  return h.map((value, j) => {
    const z = sigma(gate(j));
    const c = Math.tanh(
      dot(x, w.kernel, 2 * n + j) + dot(reset, w.recurrent, 2 * n + j) + (w.bias[2 * n + j] ?? 0),
    );
    return z * value + (1 - z) * c;
  });
};

test("carried steps follow the equations", () => {
  fc.assert(
    fc.property(sizes, ({ inputSize, hiddenSize, seed }) => {
      const random = new Random(seed);
      const weights = randomGru(inputSize, hiddenSize, random);
      const kernel = new GruKernel(weights);
      const hidden = new Float32Array(hiddenSize + 2);
      let truth = Array.from({ length: hiddenSize }, () => 0);
      for (let t = 0; t < 20; t++) {
        const x = random.uniform(inputSize, 2);
        kernel.step(hidden, 2, x);
        truth = textbookStep(weights, truth, x);
      }
      truth.forEach((value, j) => {
        expect(Math.abs((hidden[2 + j] ?? 0) - value)).toBeLessThan(2e-6);
      });
      expect(hidden[0]).toBe(0);
    }),
    { numRuns: 20 },
  );
});

test("a batch gives the bits of single steps, whatever its size and also where a state comes twice", () => {
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(6), { maxLength: 15 }), ({ inputSize, hiddenSize, seed }, rows) => {
      const random = new Random(seed);
      const weights = randomGru(inputSize, hiddenSize, random);
      const embedding = random.uniform(7 * inputSize, 1);
      const offsets = rows.map((row) => row * hiddenSize);
      const items = rows.map((_, i) => (i * 3) % 7);
      const inputs = items.flatMap((item) => [
        ...embedding.subarray(item * inputSize, (item + 1) * inputSize),
      ]);
      const start = random.uniform(7 * hiddenSize, 1);
      const dense = new GruKernel(weights);
      const table = new EmbeddedGru(weights, embedding);
      const [single, batched, looked, lookedBatch] = [
        start.slice(),
        start.slice(),
        start.slice(),
        start.slice(),
      ];
      offsets.forEach((offset, i) => {
        dense.step(single, offset, inputs, i * inputSize);
        table.step(looked, offset, items[i] ?? 0);
      });
      dense.stepBatch(batched, offsets, inputs);
      table.stepBatch(lookedBatch, offsets, items);
      expect(batched).toEqual(single);
      expect(lookedBatch).toEqual(looked);
      expect(looked.findIndex((value, i) => Math.abs(value - (single[i] ?? 0)) >= 1e-6)).toBe(-1);
    }),
    { numRuns: 40 },
  );
});

test("a row that the embedding does not have is broken code", () => {
  const table = new EmbeddedGru(randomGru(2, 4, new Random(1)), new Float32Array(6));
  expect(() => table.step(new Float32Array(4), 0, 3)).toThrow(RangeError);
  expect(() => table.step(new Float32Array(4), 0, Number.NaN)).toThrow(RangeError);
});
