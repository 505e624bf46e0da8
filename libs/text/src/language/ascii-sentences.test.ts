import fc from "fast-check";
import { expect, test } from "vitest";
import { asciiSentences } from "./ascii-sentences.ts";

/** The same by patterns. */
const byPatterns = (text: string, wordsMax: number, charsMax: number): string[][] => {
  const sentences: string[][] = [[]];
  let left = wordsMax;
  for (const piece of text.match(/[a-z0-9'_@/\\-]+|[^a-z0-9'\s]+/g) ?? []) {
    if (left === 0) break;
    if (/^[,"'-]+$/.test(piece)) continue;
    const word = piece.replace(/^['-]+|['-]+$/g, "");
    if (word.length <= charsMax && /^[a-z][a-z'-]*$/.test(word)) {
      sentences.at(-1)?.push(word);
      left--;
    } else sentences.push([]);
  }
  return sentences.filter(({ length }) => length > 0);
};

test("sentences found in one pass are those that patterns find", () => {
  const part = fc.constantFrom(
    ..."ab7'-_@/\\,\".!? \n\t\0|",
    "it's ",
    "well-made ",
    "--",
    " '' ",
    "a/b",
    ",-x",
    "toolongaword ",
  );
  const text = fc.array(part, { maxLength: 30 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (raw, wordsMax) => {
      expect(asciiSentences(raw, wordsMax, 10)).toEqual(byPatterns(raw, wordsMax, 10));
    }),
    { numRuns: 300 },
  );
});
