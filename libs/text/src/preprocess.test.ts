import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  featuresOf,
  type PreprocessingStep,
  porter2,
  preprocess,
  preprocessingSteps,
  tokensOf,
} from "./index.ts";

const only = (...taken: PreprocessingStep[]) =>
  Object.fromEntries(preprocessingSteps.map((step) => [step, taken.includes(step)]));

/** Any string, also of lone surrogates and of what the steps look for. */
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
  fc.array(fc.nat(0x10ffff)).map((points) => String.fromCodePoint(...points)),
  fc
    .array(
      fc.constantFrom(
        "<b",
        ">",
        "<!--",
        "&amp",
        ";",
        "&#x1F600;",
        "&#9999999;",
        "n't",
        "'re",
        "not ",
        ".",
        "1,5",
        "10",
        "\u0301",
        "\u0344",
        "ﷺ",
        "好",
        "ดี",
        "\u200b",
        "👍🏽",
        "İ",
        "_",
        "'",
        "`",
        "é",
        "3d",
        ":)",
        ":-(",
        "<3",
        " running ",
        " batteries ",
        " noisier ",
        "generously ",
        " the ",
      ),
    )
    .map((parts) => parts.join("")),
);

describe("preprocessing", () => {
  test("never throws and leaves no empty word and no mark-up, whatever the text", () => {
    fc.assert(
      fc.property(text, (raw) => {
        for (const word of tokensOf(raw))
          expect(word).toMatch(/^[\p{L}\p{M}\p{N}\p{Extended_Pictographic}_]+$/u);
      }),
    );
  });

  test("changes nothing when a step is taken again, where a step normalises", () => {
    for (const step of [
      "unicode",
      "emoji",
      "case",
      "numbers",
      "punctuation",
      "stopWords",
      "lemmas",
      "stems",
    ] as const)
      fc.assert(
        fc.property(text, (raw) => {
          const once = preprocess(raw, only(step));
          expect(preprocess(once, only(step)).split(/ +/)).toEqual(once.split(/ +/));
        }),
      );
  });

  test("gives the same words for their own sentence", () => {
    fc.assert(
      fc.property(text, (raw) => {
        const words = tokensOf(raw, only("case", "punctuation"));
        expect(tokensOf(words.join(" "), only("case", "punctuation"))).toEqual(words);
      }),
    );
  });

  test("takes a step only where it is switched on", () => {
    expect(preprocess("<b>It ISN'T ½ bad</b>", only())).toBe("<b>It ISN'T ½ bad</b>");
    expect(preprocess("<b>Nice</b>", only("html")).trim()).toBe("Nice");
    expect(tokensOf("It wasn't good", { negation: false })).toEqual(["it", "was", "not", "good"]);
  });

  test.each([
    ["Tom &amp; Jerry&#39;s &#x41; &nope; <br/>2 < 3 <3", ["tom", "jerry", "a", "nope", "2", "3", "_smile"]],
    [
      "They’re sure it won't, can’t, dont!",
      ["they", "are", "sure", "it", "will", "not", "can", "not", "do", "not"],
    ],
    ["not a very good case at all", ["not", "not_a", "not_very", "not_good", "case", "at", "all"]],
    ["not bad, but pricey", ["not", "not_bad", "but", "pricey"]],
    ["never again. Great", ["never", "not_again", "great"]],
    ["10/10 for 19.99, an mp3 and 3d", ["10", "10", "for", "_number", "an", "mp3", "and", "3d"]],
    ["ﬁne ＦＵＬＬ cafe\u0301 👍👍", ["fine", "full", "café", "👍", "👍"]],
    ["1,5 \u0661", ["_number", "_number"]],
    ["这个产品very好。", ["这", "个", "产", "品", "very", "好"]],
    ["ดีมาก スーパー", ["ดี", "ม", "า", "ก", "ス", "ー", "パ", "ー"]],
    ["<3<3<3 :D:(", ["_smile", "_smile", "_smile", "_smile", "_frown"]],
    [" \n", []],
  ])("reads %j", (raw, words) => {
    expect(tokensOf(raw)).toEqual(words);
  });

  test("leaves out stop words and cuts to stems where that is wished, also behind a negation", () => {
    const raw = "It was not the loudest of all the speakers :) 👍🏽";
    expect(tokensOf(raw)).toEqual(
      "it was not not_the not_loudest not_of all the speakers _smile 👍".split(" "),
    );
    expect(tokensOf(raw, { stopWords: true, stems: true })).toEqual(
      "not not_loudest speaker _smile 👍".split(" "),
    );
    expect(["running", "caresses", "generously", "日本"].map(porter2)).toEqual([
      "run",
      "caress",
      "generous",
      "日本",
    ]);
  });

  test("takes a time linear in the text, however it was made to hurt", () => {
    const hostile = [
      "<",
      "<a",
      "<a ",
      "&",
      "&#x",
      "&amp",
      "'",
      "n't",
      "not ",
      "1",
      "1.",
      "1,a",
      "a",
      "a1",
      "_",
      "👍",
      "\u0301\u0316",
      "e\u0301",
      "ﷺ",
      " ",
      "'re",
      "<3",
      "\ud800",
    ];
    const seconds = (raw: string): number => {
      const start = performance.now();
      featuresOf(tokensOf(raw));
      return (performance.now() - start) / 1000;
    };
    for (const piece of hostile) {
      // The ligature stands for 18 letters.
      const raw = piece.repeat((piece === "ﷺ" ? 10_000 : 100_000) / piece.length);
      expect(seconds(raw), JSON.stringify(piece)).toBeLessThan(1);
    }
  });
});

test("features are buckets of single words and of pairs, of so many words at most", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "b", "")),
      fc.integer({ min: 1, max: 50 }),
      (words, buckets) => {
        const features = featuresOf(words, buckets);
        expect(features).toHaveLength(Math.max(0, words.length * 2 - 1));
        for (const feature of features) expect(feature >= 0 && feature < buckets).toBe(true);
      },
    ),
  );
  expect(new Set(featuresOf(["good", "case", "good", "case"])).size).toBe(4);
  expect(featuresOf(Array.from({ length: 10_000 }, (_, i) => `w${i}`))).toHaveLength(3_999);
});

/** ASCII of the kinds that the scan of words tells apart, and quotation marks. */
const scanned = fc
  .array(
    fc.constantFrom(
      "a",
      "t",
      "not",
      "no",
      "but",
      "can",
      "nt",
      "dont",
      "wont ",
      "cannot",
      "n't",
      "'",
      "'s",
      "'re",
      "_",
      "5",
      "10",
      "1,500.25",
      "3d",
      "7 ",
      ".",
      ", ",
      "!",
      " ",
      "-",
      "\n",
      "“",
      "—",
      ":",
      ")",
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

describe("going through a text once", () => {
  test("finds the words that the steps find one after the other", () => {
    fc.assert(
      fc.property(fc.oneof(scanned, text), (raw) => {
        expect(tokensOf(raw)).toEqual(tokensOf(raw, {}));
      }),
      { numRuns: 400 },
    );
  });
});
