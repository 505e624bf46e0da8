import { decodeWeights, encodeWeights, TaggerNet } from "@millrace/neural";
import { Random } from "@millrace/neural/testing";
import { trainTagger } from "@millrace/neural/training";
import { networkTagger } from "@millrace/service-reviews";
import { expect, test } from "vitest";

/** Sentences in which "light" is a noun after "the", an adjective before a noun: both sides of a word matter. */
const planted = (count: number, seed: number) => {
  const random = new Random(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(random.next() * list.length)] ?? "";
  const things = ["strap", "case", "cable", "screen", "box"];
  return Array.from({ length: count }, () => {
    const thing = pick(things);
    const verb = pick(["broke", "works", "shines", "fell"]);
    return random.next() < 0.5
      ? { words: ["the", "light", verb], tags: ["DET", "NOUN", "VERB"] }
      : { words: ["the", "light", thing, verb, "again"], tags: ["DET", "ADJ", "NOUN", "VERB", "ADV"] };
  });
};

test("a tagger learns what a word is from the words on both sides, and tags texts as it was judged", async () => {
  const options = {
    created: "2026-01-01T00:00:00Z",
    dataRange: {},
    buckets: 256,
    hidden: 8,
    embedding: 8,
    epochs: 4,
  };
  const { weights, card } = await trainTagger(planted(400, 1), { ...options, learningRate: 0.03 });
  expect(card.kind).toBe("tagger");
  expect(card.validation.accuracy).toBeGreaterThan(0.98);
  const received = decodeWeights(encodeWeights(weights, card)).weights;
  expect(received).toEqual(weights);
  if (received.kind !== "tagger") throw new Error("weights of another kind came back");
  const net = new TaggerNet(received);
  expect(net.tag(["the", "light", "fell"])).toEqual(["DET", "NOUN", "VERB"]);
  expect(net.tag([])).toEqual([]);
  const tagged = networkTagger(net)("the light box works again");
  expect(tagged).toEqual([
    [
      { word: "the", tag: "DET" },
      { word: "light", tag: "ADJ" },
      { word: "box", tag: "NOUN" },
      { word: "works", tag: "VERB" },
      { word: "again", tag: "ADV" },
    ],
  ]);
});
