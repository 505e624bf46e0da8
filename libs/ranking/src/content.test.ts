import fc from "fast-check";
import { expect, test } from "vitest";
import { ContentIndex } from "./index.ts";

const term = fc.constantFrom("red", "blue", "knife", "bread", "steel", "oak");
const catalogue = fc.array(
  fc.record({ itemId: fc.constantFrom("a", "b", "c", "d", "e"), terms: fc.array(term, { maxLength: 6 }) }),
  { minLength: 1, maxLength: 12 },
);

/** TF-IDF cosine, by hand. */
const byHand = (docs: ReadonlyMap<string, readonly string[]>, a: string, b: string): number => {
  const idf = (word: string): number =>
    Math.log((docs.size + 1) / ([...docs.values()].filter((words) => words.includes(word)).length + 1)) + 1;
  const vector = (id: string): Map<string, number> => {
    const words = docs.get(id) ?? [];
    return new Map(words.map((w) => [w, (1 + Math.log(words.filter((o) => o === w).length)) * idf(w)]));
  };
  const [x, y] = [vector(a), vector(b)];
  const norm = (v: Map<string, number>): number => Math.sqrt([...v.values()].reduce((s, w) => s + w * w, 0));
  const dot = [...x].reduce((sum, [word, weight]) => sum + weight * (y.get(word) ?? 0), 0);
  return dot === 0 ? 0 : dot / (norm(x) * norm(y));
};

test("cosines are those of TF-IDF by hand, whatever was put in, replaced and taken out before", () => {
  fc.assert(
    fc.property(catalogue, (list) => {
      const index = new ContentIndex();
      const docs = new Map<string, readonly string[]>();
      for (const [n, { itemId, terms }] of list.entries()) {
        if (n % 4 === 3) {
          expect(index.remove(itemId)).toBe(docs.delete(itemId));
          continue;
        }
        index.put(itemId, terms);
        docs.delete(itemId);
        if (terms.length > 0) docs.set(itemId, terms);
      }
      expect(index.size).toBe(docs.size);
      for (const a of docs.keys())
        for (const b of docs.keys())
          expect(index.cosine(a, b)).toBeCloseTo(a === b ? 1 : byHand(docs, a, b), 9);
    }),
    { numRuns: 40 },
  );
});

test("what is most like a mixture comes first, its own left out, and only what is accepted", () => {
  const index = new ContentIndex();
  index.put("bread knife", ["bread", "knife", "steel"]);
  index.put("paring knife", ["knife", "steel", "small"]);
  index.put("chopping board", ["board", "oak", "bread"]);
  index.put("radio", ["radio"]);
  const mixture = index.mixture(
    new Map([
      ["bread knife", 2],
      ["unknown", 1],
    ]),
  );
  const like = mixture?.like(5, () => true) ?? [];
  expect(like.map(({ itemId }) => itemId)).toEqual(["paring knife", "chopping board"]);
  expect(like[0]?.cosine).toBeCloseTo(index.cosine("bread knife", "paring knife"), 12);
  expect(mixture?.likeness("radio")).toBe(0);
  expect(mixture?.like(5, (id) => id === "chopping board")).toHaveLength(1);
  expect(index.mixture(new Map([["unknown", 1]]))).toBeUndefined();
});
