import { expect, test } from "vitest";
import { Descriptions, type WordSpace } from "./index.ts";

/** Two meanings, each of which has several words. */
const vectors = new Map<string, Float32Array>([
  ["sofa", Float32Array.of(1, 0)],
  ["couch", Float32Array.of(0.96, 0.28)],
  ["lamp", Float32Array.of(0, 1)],
  ["light", Float32Array.of(0.28, 0.96)],
]);
const space: WordSpace = { vector: (word) => vectors.get(word), centre: Float32Array.of(0.5, 0.5) };
const everything = (): boolean => true;

const described = (): Descriptions => {
  const items = new Descriptions();
  for (const [itemId, word] of [...vectors.keys()].entries())
    items.put(`i${itemId}`, [word, `only ${itemId}`]);
  return items;
};

test("items that share no word are alike where their words mean the same, and only once there are vectors", () => {
  const items = described();
  expect(items.cosine("i0", "i1")).toBe(0);
  expect(items.mixture(new Map([["i0", 1]]))?.like(3, everything)).toEqual([]);
  items.use(space);
  expect(items.cosine("i0", "i1")).toBeGreaterThan(0.08);
  expect(items.cosine("i0", "i2")).toBe(0);
  const like = items.mixture(new Map([["i0", 1]]))?.like(3, everything) ?? [];
  expect(like.map(({ itemId }) => itemId)).toEqual(["i1"]);
  items.use(undefined);
  expect(items.cosine("i0", "i1")).toBe(0);
});

test("an item described after the vectors came has related items at once; one that is gone has none", () => {
  const items = described();
  items.use(space);
  items.put("new", ["couch"]);
  expect(items.mixture(new Map([["new", 1]]))?.like(1, everything)).toMatchObject([{ itemId: "i1" }]);
  expect(items.cosine("new", "i0")).toBeGreaterThan(0.08);
  items.remove("i0");
  expect(items.cosine("new", "i0")).toBe(0);
  expect(items.mixture(new Map([["i0", 1]]))).toBeUndefined();
});
