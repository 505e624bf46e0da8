import { createDecoder } from "@millrace/events";
import { encodeWeights, type NetworkWeights, openText } from "@millrace/neural";
import { randomNextItem, randomTagger, randomTextCell, untrainedCard } from "@millrace/neural/testing";
import { reviewTopology } from "@millrace/service-reviews";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenedApi, openedApi, tell } from "../testing/opened-api.ts";

let api: OpenedApi;
let processor: ReturnType<ReturnType<typeof reviewTopology>["open"]>;
const texts = [
  "The battery life is great but the screen is awful.",
  "The battery life is great. I love the sound quality!",
  "The battery life is short.",
  "",
  "👍👍",
  "\u0627\u0644\u0628\u0637\u0627\u0631\u064a\u0629 \u0631\u0627\u0626\u0639\u0629",
  "Die Batterie ist gut",
  `${"a".repeat(500_000)} ${"<b>&amp;n't ".repeat(40_000)}`,
];
beforeAll(async () => {
  api = await openedApi({ keyed: false });
  const topology = reviewTopology(createDecoder("reviews"), {
    itemsMax: 10,
    reviewsMax: 10,
    tagger: "bilstm",
  });
  processor = topology.open(0);
  for (const [offset, text] of texts.entries())
    processor.absorb(
      {
        id: `r${offset}`,
        time: offset,
        userId: `u${offset}`,
        itemId: "phone",
        rating: 5,
        text: text || undefined,
        deleted: false,
      },
      { partition: 0, offset, appendedAt: offset * 1_000 },
      { row: () => undefined, forward: () => undefined },
    );
  tell(api.view, "reviews", processor, texts.length - 1);
});
afterAll(() => api.app.close());

const ask = async (url: string, payload?: object) => {
  const reply = await api.app.inject(payload === undefined ? url : { method: "POST", url, payload });
  return { status: reply.statusCode, body: reply.json() };
};

test("a phrase goes on as reviews do, also within a word, and says so where nobody went on", async () => {
  const { body } = await ask("/v1/complete?q=the%20battery&limit=3");
  expect(body.completions[0]).toMatchObject({
    text: "the battery life is great",
    completion: " life is great",
  });
  const within = await ask("/v1/complete?q=the%20bat");
  expect(within.body.completions[0]).toMatchObject({ completion: "tery life is great" });
  expect(within.body.completions[0].probability).toBeGreaterThan(0.9);
  const none = await ask("/v1/complete?q=zzz%20");
  expect(none.body).toMatchObject({ rung: "none: no such phrase yet", completions: [] });
});

test("aspects are told for each review, for their item with counts and an example, and for any text", async () => {
  const review = await ask("/v1/reviews/r0");
  expect(review.body.aspects).toMatchObject([
    { aspect: "battery life", label: "positive" },
    { aspect: "screen", label: "negative" },
  ]);
  const item = await ask("/v1/items/phone/sentiment");
  expect(item.body.reviews).toBe(texts.filter((text) => text !== "").length);
  expect(item.body.aspects[0]).toMatchObject({
    aspect: "battery life",
    mentions: 3,
    positive: 2,
    example: "The battery life is great.",
  });
  const any = await ask("/v1/sentiment", { text: "The case wasn't good, and Fender makes lovely guitars." });
  expect(any.body.aspects).toMatchObject([
    { aspect: "case", label: "negative" },
    { aspect: "fender", entity: true },
    { aspect: "guitar", label: "positive" },
  ]);
});

test("texts of other languages, of emoji, of nothing and of a million characters are answered by every rung", async () => {
  for (const n of texts.keys()) {
    const { status, body } = await ask(`/v1/reviews/r${n}`);
    expect([n, status]).toEqual([n, 200]);
    if (texts[n] === "") expect(body).toMatchObject({ label: null, score: null, rungs: {} });
    else expect(Object.keys(body.rungs)).toEqual(["prior", "lexicon", "bayes", "svm", "logistic"]);
  }
  expect((await ask("/v1/reviews/r4")).body.rungs.lexicon).toBeGreaterThan(0.6);
});

test("similar words come by the newest vectors, by pieces where a word is new, and not before there are any", async () => {
  expect((await ask("/v1/words/great/similar")).body).toMatchObject({
    rung: "none: no vectors have been trained yet",
    words: [],
  });
  const weights = {
    kind: "words",
    words: ["great", "good", "case"],
    size: 2,
    vectors: Float32Array.of(1, 0, 0.9, 0.1, 0, 1),
    pieces: new Float32Array(0),
  } as const;
  api.view.networks.add("words", "w1", encodeWeights(weights, { ...untrainedCard("words"), dataRange: {} }));
  const { body } = await ask("/v1/words/Great/similar?limit=1");
  expect(body).toMatchObject({ rung: "skip-gram", modelVersion: "w1", words: [{ word: "good" }] });
  expect((await ask("/v1/words/qqq/similar")).body).toMatchObject({
    rung: "none: no word like it has come",
    words: [],
  });
});

/** Published, and taken into use by the partition that the view knows. */
const inUse = (weights: NetworkWeights, version: string): void => {
  const bytes = encodeWeights(weights, { ...untrainedCard(weights.kind), dataRange: {} });
  api.view.networks.add(weights.kind, version, bytes);
  expect(processor.adopt({ kind: weights.kind, version, bytes, trainedUpTo: {} })).toBe(true);
  tell(api.view, "reviews", processor, texts.length);
};

test("any text is read by every network that is in use, as the service reads it", async () => {
  const weights = randomTextCell("text-bilstm", 32, 4, 1);
  inUse(weights, "b1");
  const { body } = await ask("/v1/sentiment", { text: "great sound" });
  const net = openText(weights);
  expect(body.rungs.bilstm).toBe(net.probability(["great", "sound"].map((word) => net.idOf(word))));
  expect(Object.keys(body.rungs)).toEqual(["prior", "lexicon", "bayes", "svm", "logistic", "bilstm"]);
});

test("phrases go on by the network and the counts together, where those lead", () => {
  const net = randomNextItem(["<s>", "</s>", "the", "battery", "life", "screen"], 8, 3);
  const plain = api.view.reviews.complete("the ", 5, "kneser-ney");
  inUse({ ...net, kind: "language" }, "l1");
  expect(api.view.reviews.complete("the ", 5, "kneser-ney")).toEqual(plain);
  const mixed = api.view.reviews.complete("the ", 5, "mixture");
  expect(mixed.rung).toBe("mixture");
  expect(mixed.completions.map(({ text }) => text.split(" ")[1])).toContain("life");
  expect(mixed.completions[0]?.probability).not.toBe(plain.completions[0]?.probability);
  for (const { probability } of mixed.completions) expect(probability > 0 && probability <= 1).toBe(true);
});

test("aspects are told by the tagger that is in use", async () => {
  const weights = randomTagger(["VERB"], 32, 4, 1);
  expect((await ask("/v1/sentiment", { text: "The case is good." })).body.aspects).not.toEqual([]);
  inUse(weights, "t1");
  expect((await ask("/v1/sentiment", { text: "The case is good." })).body.aspects).toEqual([]);
});
