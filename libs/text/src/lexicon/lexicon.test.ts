import fc from "fast-check";
import { expect, test } from "vitest";
import { lexiconScore, tokensOf, valenceSum } from "../index.ts";

const score = (text: string): number => lexiconScore(valenceSum(tokensOf(text)));

test.each([
  ["It is great", 0.6, 1],
  ["It is awful", 0, 0.4],
  ["It isn't great", 0, 0.4],
  ["It is not bad at all", 0.6, 1],
  ["It came in a box", 0.5, 0.5],
  ["👎", 0, 0.4],
  ["Nice :)", 0.6, 1],
])("%j is scored between %d and %d", (text, least, most) => {
  expect(score(text)).toBeGreaterThanOrEqual(least);
  expect(score(text)).toBeLessThanOrEqual(most);
});

test("a word before it makes a word stronger or weaker", () => {
  expect(score("extremely good")).toBeGreaterThan(score("good"));
  expect(score("somewhat good")).toBeLessThan(score("good"));
});

test("whatever is said, the score lies between 0 and 1, and the opposite sum gives the opposite score", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (sum) => {
      expect(lexiconScore(sum) + lexiconScore(-sum)).toBeCloseTo(1, 9);
      expect(lexiconScore(sum)).toBeGreaterThanOrEqual(0);
    }),
  );
});
