import { decodeWeights, encodeWeights } from "@millrace/neural";
import { WordNeighbours } from "@millrace/text";
import { expect, test } from "vitest";
import { trainWords, WordLog } from "./words.ts";

const options = { created: "2026-01-01T00:00:00Z", dataRange: { "reviews/0": 9 } };
const review = { id: "r", time: 0, userId: "u", itemId: "i", deleted: false };

/** Things that are plucked and things that are beaten, each with words of their own. */
const log = (): WordLog => {
  const words = new WordLog(1_000);
  for (let n = 0; n < 60; n++) {
    const [thing, does, part] =
      n % 2 === 0
        ? [["guitar", "banjo", "lute"][n % 3], "plucked", "string"]
        : [["drum", "gong", "bell"][n % 3], "beaten", "stick"];
    words.add({ ...review, text: `The ${thing} is ${does} by the ${part}. A ${part} for the ${thing}!` });
  }
  words.add({ ...review, rating: 5 });
  words.add({ ...review, text: "forgotten forgotten forgotten forgotten", deleted: true });
  return words;
};

test("words of reviews get vectors that travel, by which words used alike are near to each other", async () => {
  const { weights, card } = await trainWords(log().sentences(), options);
  expect(card).toMatchObject({ kind: "words", stopped: "epochs", dataRange: options.dataRange });
  const received = decodeWeights(encodeWeights(weights, card));
  expect(received.card).toEqual(card);
  expect(received.weights).toMatchObject({ kind: "words", words: weights.words, size: weights.size });
  const words = new WordNeighbours(weights);
  expect(words.knows("forgotten")).not.toBe("word");
  const things = words
    .similar("guitar", 20)
    .map(({ word }) => word)
    .filter((word) => ["banjo", "lute", "drum", "gong", "bell"].includes(word));
  expect(new Set(things.slice(0, 2))).toEqual(new Set(["banjo", "lute"]));
});

test("training ends when its time is over, and where there is nothing to learn from it says so", async () => {
  let now = 0;
  const clockMs = (): number => now++;
  const { card } = await trainWords(log().sentences(), { ...options, clockMs, timeBudgetMs: 2 });
  expect(card.stopped).toBe("time");
  await expect(trainWords([["once"]], options)).rejects.toThrow(RangeError);
});
