import { expect, test } from "vitest";
import { generatedSentence, LanguageModel, Writers } from "../index.ts";

const phrases = {
  ann: ["what a lovely sound", "my daughter adores it", "such a lovely thing to own"],
  bob: ["solid build for the money", "the knobs feel solid", "no complaints for the money"],
};

test("a text's writer is told by how each writes, with a probability", () => {
  const writers = new Writers();
  for (const [writer, list] of Object.entries(phrases)) for (const text of list) writers.learn(writer, text);
  const [first, second] = writers.guess("a lovely thing, my daughter adores the sound");
  expect(first?.writer).toBe("ann");
  expect((first?.probability ?? 0) + (second?.probability ?? 0)).toBeCloseTo(1, 9);
  expect(writers.guess("the knobs feel solid for the money")[0]?.writer).toBe("bob");
  expect(new Writers().guess("anything")).toEqual([]);
});

test("what is generated goes along what was said: the likeliest when cold, anything when warm, the same by the same numbers", () => {
  const model = new LanguageModel(1_000);
  for (let i = 0; i < 9; i++) model.learn([["the", "sound", "is", i < 6 ? "great" : "thin"]]);
  const said = (temperature: number): Set<string> =>
    new Set([0.01, 0.99].map((number) => generatedSentence(model.counts, () => number, temperature)));
  expect(said(0.01)).toEqual(new Set(["the sound is great"]));
  expect(said(1)).toEqual(new Set(["the sound is great", "the sound is thin"]));
  expect(said(1)).toEqual(said(1));
  expect(generatedSentence(new LanguageModel(9).counts, () => 0.5, 1)).toBe("");
});
