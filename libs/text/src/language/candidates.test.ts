import { expect, test } from "vitest";
import { candidates } from "./candidates.ts";
import { probability } from "./kneser-ney.ts";
import { LanguageModel } from "./language-model.ts";

test("the likeliest words are among those that are looked at, however many there are", () => {
  const model = new LanguageModel(1_000_000);
  let state = 7;
  const below = (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  // By Zipf's law, so that few words follow any other and most follow only some.
  const word = (): string => `w${Math.floor(1_500 ** (below(10_000) / 10_000))}`;
  for (let n = 0; n < 1_500; n++) model.learn([Array.from({ length: 12 }, word)]);
  const { vocabulary } = model.counts;
  const all = [...vocabulary.startingWith("w")];
  expect(all.length).toBeGreaterThan(1_000);
  const best = (list: readonly { readonly word: number; readonly probability: number }[]): number[] =>
    list
      .map((one) => one.probability)
      .sort((a, b) => b - a)
      .slice(0, 8);
  for (const [first, second, part] of [
    ["w1", "w2", "w"],
    ["w1", "w1", ""],
    ["w300", "w1", "w1"],
    ["w9", "none", "w"],
    ["none", "none", "w12"],
  ] as const) {
    const [a, b] = [vocabulary.find(first), vocabulary.find(second)];
    const due = all
      .filter((id) => vocabulary.word(id).startsWith(part))
      .map((id) => ({ word: id, probability: probability(model.counts, a, b, id) }));
    expect(best(candidates(model.counts, a, b, part))).toEqual(best(due));
  }
});
