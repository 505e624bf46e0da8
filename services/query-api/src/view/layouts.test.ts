import { expect, test, vi } from "vitest";
import { Layouts } from "./layouts.ts";

const vectors = (n: number) => ({
  ids: Array.from({ length: n }, (_, i) => `i${i}`),
  counts: Array.from({ length: n }, () => 1),
  length: 3,
  rows: Float32Array.from({ length: 3 * n }, (_, at) => Math.sin(at * 7.1)),
});

test("a t-SNE goes on beside other work and says how far it is, until it is done and is kept", () => {
  vi.useFakeTimers();
  let now = 0;
  // Each look at the clock costs a millisecond, so that a slice ends.
  const layouts = new Layouts(() => now++);
  let asked = 0;
  const ask = () =>
    layouts.tsne("items", () => {
      asked++;
      return vectors(12);
    });
  const first = ask();
  expect([first.done, first.rung]).toEqual([false, "tsne: 0 of 400 iterations"]);
  vi.runAllTimers();
  const last = ask();
  expect([last.done, last.rung, asked]).toEqual([true, "tsne", 1]);
  expect(last.points).not.toEqual(first.points);
  now += 61_000;
  expect([ask().done, asked]).toEqual([false, 2]);
  vi.useRealTimers();
});

test("principal components are there at once, also of nothing", () => {
  const layouts = new Layouts(() => 0);
  expect(layouts.pca(vectors(5))).toMatchObject({ done: true, rung: "pca" });
  expect(layouts.pca(vectors(0)).points).toHaveLength(0);
});
