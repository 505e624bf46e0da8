import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ANSWERED_MAX,
  BlendLearner,
  blended,
  decodeAnswerId,
  decodeWeights,
  diversified,
  encodeAnswerId,
  encodeWeights,
  meanLikeness,
  priorWeights,
  sources,
} from "./index.ts";

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const scores = fc.array(unit, { minLength: sources.length, maxLength: sources.length });
const uniform = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
};

/** Choices by people who look at one source only, or who take whatever comes first. */
const choose = (by: number | "first", choices: number): BlendLearner => {
  const random = uniform(7);
  const blend = new BlendLearner();
  for (let n = 0; n < choices; n++) {
    const shown = Array.from({ length: 6 }, (_, position) => ({
      position,
      scores: sources.map(() => random()),
    }));
    const best = [...shown].sort((a, b) => (b.scores[Number(by)] ?? 0) - (a.scores[Number(by)] ?? 0))[0];
    const chosen = by === "first" ? 0 : shown.findIndex((one) => one === best);
    blend.learn(shown, chosen);
  }
  return blend;
};

test("a source that people follow gains weight, the others lose it", () => {
  const followed = sources.indexOf("rules");
  const { weights, choices } = choose(followed, 400);
  expect(choices).toBe(400);
  expect(weights[followed]).toBeGreaterThan((priorWeights[followed] ?? 0) * 2);
  expect(weights[sources.indexOf("items")]).toBeLessThan(priorWeights[sources.indexOf("items")] ?? 0);
  expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
});

test("people who take whatever comes first teach nothing about the sources", () => {
  const { weights } = choose("first", 400);
  const followed = choose(sources.indexOf("rules"), 400).weights[sources.indexOf("rules")] ?? 0;
  for (const [s, weight] of weights.entries()) {
    expect(weight).toBeLessThan(followed);
    expect(Math.abs(weight - (priorWeights[s] ?? 0))).toBeLessThan(2);
  }
});

test("a choice is judged before it is learned, and learning it makes it likelier", () => {
  fc.assert(
    fc.property(fc.array(scores, { minLength: 2, maxLength: 6 }), fc.nat(5), (list, at) => {
      const shown = list.map((one, position) => ({ position, scores: one }));
      const chosen = at % shown.length;
      const blend = new BlendLearner();
      const before = blend.judge(shown, chosen);
      expect(before?.blend).toBeCloseTo(before?.prior ?? Number.NaN, 12);
      for (let n = 0; n < 5; n++) blend.learn(shown, chosen);
      expect(blend.judge(shown, chosen)?.blend).toBeLessThanOrEqual((before?.blend ?? 0) + 1e-9);
    }),
  );
});

test("a single item is no choice, and neither is one that was not shown", () => {
  const blend = new BlendLearner();
  const one = { position: 0, scores: priorWeights };
  expect(blend.judge([one], 0)).toBeUndefined();
  expect(blend.judge([one, one], -1)).toBeUndefined();
  blend.learn([one, one], 5);
  expect(blend.choices).toBe(0);
});

test("an answer's id remembers what each source said of the first items, within a hundredth, in at most 256 letters", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 9 }), { maxLength: 40 }),
      scores,
      (ids, x) => {
        const items = ids.map((itemId, n) => ({ itemId, scores: x.map((v) => (n % 2 === 0 ? v : -v)) }));
        const answerId = encodeAnswerId(items, 300);
        expect(answerId).toMatch(/^[\w-]{1,256}$/);
        const read = decodeAnswerId(answerId);
        expect(read?.size).toBeLessThanOrEqual(ANSWERED_MAX);
        const first = items[0];
        if (first === undefined) return;
        for (const [s, value] of (read?.of(first.itemId) ?? []).entries())
          expect(value).toBeCloseTo(first.scores[s] ?? 0, 2);
        expect(read?.of("an item of no answer whatsoever")).toBeUndefined();
      },
    ),
    { numRuns: 40 },
  );
});

test("any other text is no answer's id, and neither is one that was changed", () => {
  const answerId = encodeAnswerId([{ itemId: "a", scores: priorWeights }], 1);
  const other = answerId.at(-1) === "A" ? "Q" : "A";
  for (const text of ["", "a-1", "ä", "AAAAAAAA", answerId.slice(0, -4), answerId.slice(0, -1) + other])
    expect(decodeAnswerId(text)).toBeUndefined();
});

test("weights come over the wire as they are, and those of other sources are not believed", () => {
  const weights = priorWeights.map((w) => w * 1.5);
  expect(decodeWeights(encodeWeights(weights))).toEqual(weights);
  expect(decodeWeights(encodeWeights([1, 2]))).toEqual(priorWeights);
  expect(blended([1, 2], [3, 0.5])).toBe(4);
});

test("diversity keeps the best first, lowers the likeness of the list, and 0 changes nothing", () => {
  const likeness = (a: { kind: number }, b: { kind: number }): number => (a.kind === b.kind ? 0.9 : 0.1);
  const ranked = Array.from({ length: 12 }, (_, n) => ({ score: 1 - n / 20, kind: Math.floor(n / 4) }));
  expect(diversified(ranked, 4, 0, likeness)).toEqual(ranked.slice(0, 4));
  const list = diversified(ranked, 3, 0.7, likeness);
  expect(list[0]).toBe(ranked[0]);
  expect(new Set(list.map(({ kind }) => kind)).size).toBe(3);
  expect(meanLikeness(list, likeness)).toBeLessThan(meanLikeness(ranked.slice(0, 3), likeness));
  expect(diversified([], 3, 1, likeness)).toEqual([]);
});
