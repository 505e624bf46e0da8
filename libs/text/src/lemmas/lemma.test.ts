import fc from "fast-check";
import { expect, test } from "vitest";
import { lemmaOf, tokensOf } from "../index.ts";
import { irregularLemmas } from "./irregular.ts";

test.each([
  [
    "batteries boxes glasses strings movies watches buses lives",
    "battery box glass string movie watch bus life",
  ],
  ["was does bought broken saw got", "be do buy break see get"],
  ["stopped adding hoping tuned playing dried dancing believed", "stop add hope tune play dry dance believe"],
  ["louder easiest biggest best worse", "loud easy big good bad"],
  ["thing during this red glass bass need speed pass", "thing during this red glass bass need speed pass"],
  ["日本 café x2 a", "日本 café x2 a"],
])("the lemmas of %j are %j", (words, due) => {
  expect(words.split(" ").map(lemmaOf).join(" ")).toBe(due);
});

test("a lemma is its own lemma, whatever the word, and never longer by more than a letter", () => {
  for (const lemma of irregularLemmas.values()) expect(lemmaOf(lemma)).toBe(lemma);
  const part = fc.constantFrom(
    "s",
    "es",
    "ies",
    "ed",
    "ing",
    "ied",
    "er",
    "ss",
    "e",
    "at",
    "un",
    "tr",
    "o",
    "b",
    "y",
  );
  const word = fc.oneof(
    fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("")),
    fc.constantFrom(...irregularLemmas.keys()),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(word, (form) => {
      const lemma = lemmaOf(form);
      expect(lemmaOf(lemma)).toBe(lemma);
      expect(lemma === "").toBe(form === "");
      if (!irregularLemmas.has(form)) expect(lemma.length).toBeLessThanOrEqual(form.length);
    }),
    { numRuns: 300 },
  );
});

test("lemmas are a step of preprocessing, also behind a negation, and off unless wished", () => {
  const raw = "The batteries were not lasting longer";
  expect(tokensOf(raw)).toEqual("the batteries were not not_lasting not_longer".split(" "));
  expect(tokensOf(raw, { lemmas: true })).toEqual("the battery be not not_last not_long".split(" "));
});
