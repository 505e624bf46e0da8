import fc from "fast-check";
import { expect, test } from "vitest";
import { Popularity } from "./index.ts";

const items = fc.array(
  fc.nat(9).map((n) => `i${n}`),
  { maxLength: 80 },
);
const learned = (list: readonly string[], capacity: number): Popularity => {
  const popularity = new Popularity(capacity);
  for (const item of list) popularity.learn(item);
  return popularity;
};

test("the popular come first, with their share in the visits of all items held", () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 12 }), (list, capacity) => {
      const popularity = learned(list, capacity);
      const top = popularity.top(100);
      expect(top.map(({ itemId }) => popularity.rank(itemId))).toEqual(top.map((_, i) => i + 1));
      expect(top.map(({ score }) => score)).toEqual(top.map(({ score }) => score).sort((a, b) => b - a));
      expect(top).toHaveLength(popularity.size.entries);
      if (list.length === 0) return;
      expect(top.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9);
      if (capacity < 10) return;
      for (const { itemId, score } of top)
        expect(score).toBe(list.filter((item) => item === itemId).length / list.length);
    }),
  );
});

test("a restored model ranks as the original, and an unknown item is unranked", () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 12 }), (list, capacity) => {
      const original = learned(list, capacity);
      const copy = new Popularity(capacity);
      copy.restore(new Map([...original.chunks()].map((c) => [c.name, c.bytes()])));
      expect(copy.top(100)).toEqual(original.top(100));
      expect([copy.total, copy.rank("new")]).toEqual([original.total, Number.POSITIVE_INFINITY]);
    }),
  );
});
