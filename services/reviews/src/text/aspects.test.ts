import { ASPECTS_MAX, aspectsOf } from "@millrace/text";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { winkTagger } from "./wink-tagger.ts";
import { WordBudget } from "./word-budget.ts";

const said = (text: string): string[] =>
  aspectsOf(text, winkTagger).map(({ aspect, label }) => `${aspect}: ${label}`);

describe("aspects", () => {
  test.each([
    ["The battery life is great but the screen is awful.", ["battery life: positive", "screen: negative"]],
    ["The sound is not great. The delivery is hardly awful.", ["sound: negative", "delivery: positive"]],
    ["The strap was cheap but the picks are amazing.", ["strap: negative", "pick: positive"]],
    ["It came with a cable.", ["cable: neutral"]],
    ["Great! Love it, works well.", []],
    ["The <b>sound</b> is &quot;great&quot;.<br /><br />", ["sound: positive"]],
    ["👍👍 !!!", []],
  ])("of %j are %j", (text, due) => {
    expect(said(text)).toEqual(due);
  });

  test("of a text that is cut off are not those of half a word", () => {
    expect(said(`${"The sound is great. ".repeat(199)}It has a fine soundboard.`)).toEqual([
      "sound: positive",
    ]);
  });

  const piece = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom(
      "The sound ",
      "is great. ",
      "__proto__ ",
      "constructor ",
      "n't ",
      "\n\n",
      "👍🏽",
      "http://a.b ",
      "$5 ",
      "é",
    ),
  );
  test("of any text are found without throwing, within their bounds, the same each time", () => {
    fc.assert(
      fc.property(fc.array(piece), (parts) => {
        const text = parts.join("");
        const found = aspectsOf(text, winkTagger);
        expect(found.length).toBeLessThanOrEqual(ASPECTS_MAX);
        expect(aspectsOf(text, winkTagger)).toEqual(found);
        for (const { aspect, score, sentence } of found) {
          expect(aspect).not.toBe("");
          expect(sentence.length).toBeLessThanOrEqual(120);
          expect(score >= 0 && score <= 1).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each(["a", " ", "<", "The sound is great. ", "n't", "日本", "\ud800", "👍🏽", "a-", "1,"])(
    "of a million times %j take no longer than those of a page",
    (text) => {
      const long = text.repeat(1_000_000 / text.length);
      const began = performance.now();
      aspectsOf(long, winkTagger);
      expect(performance.now() - began).toBeLessThan(400);
    },
  );
});

test("a budget reads everything that comes slowly, and of what comes fast a hash sample, the same after a restore", () => {
  const plan = { wordsPerSecond: 100, wordsSaved: 1_000, oneIn: 4 };
  const slow = new WordBudget(plan);
  for (let n = 0; n < 100; n++) expect(slow.take(`r${n}`, 100, n * 1_000)).toBe(true);
  const fast = new WordBudget(plan);
  const taken = Array.from({ length: 1_000 }, (_, n) => fast.take(`r${n}`, 100, 5));
  expect(taken.slice(0, 10)).toEqual(Array(10).fill(true));
  const sampled = taken.slice(10).filter(Boolean).length;
  expect(sampled).toBeGreaterThan(150);
  expect(sampled).toBeLessThan(350);
  const copy = new WordBudget(plan);
  copy.restore(new Map([...fast.chunks()].map(({ name, bytes }) => [name, bytes()])));
  for (let n = 0; n < 50; n++) expect(copy.take(`x${n}`, 30, n * 400)).toBe(fast.take(`x${n}`, 30, n * 400));
});
