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

test("what nearly every description says does not hide what words mean", () => {
  const items = new Descriptions();
  const every = ["the", "a", "of"];
  for (let n = 0; n < 60; n++)
    items.put(`other${n}`, [...every, ...Array.from({ length: 8 }, (_, m) => `word ${n} ${m}`)]);
  const beside = (n: number): string[] => Array.from({ length: 8 }, (_, m) => `detail ${n} ${m}`);
  items.put("one", [...every.slice(0, 1), "sofa", ...beside(1)]);
  items.put("two", [...every.slice(0, 1), "couch", ...beside(2)]);
  const words = items.cosine("one", "two");
  expect(words).toBeGreaterThan(0);
  items.use(space);
  expect(items.cosine("one", "two")).toBeGreaterThan(0.08);
  const like = items.mixture(new Map([["one", 1]]))?.like(20, everything) ?? [];
  expect(like[0]?.itemId).toBe("two");
  expect(like[0]?.cosine).toBe(items.cosine("one", "two"));
});
