import { encodeWeights, type TextCellWeights, tokenId } from "@millrace/neural";
import { randomText, randomTextCell, untrainedCard } from "@millrace/neural/testing";
import type { Weights } from "@millrace/pipeline";
import { BagReplica, featuresOf, tokensOf } from "@millrace/text";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, Desk, opened } from "./testing/desk.ts";
import { readBagGlobals } from "./text/bag-globals.ts";

const weights: Weights = {
  kind: "text",
  version: "w/1",
  bytes: encodeWeights(randomText(64, 4, 5), untrainedCard("text")),
  trainedUpTo: {},
};

/** Buckets of words that are said to be good. */
const told = Float32Array.from({ length: 512 }, (_, bucket) => ((bucket * 7919) % 5 < 2 ? 1 : -1));
const isGood = (word: string): boolean => (told[tokenId(word, 512)] ?? 0) > 0;
const average: TextCellWeights = {
  kind: "text-average",
  buckets: 512,
  inputSize: 1,
  hiddenSize: 2,
  embedding: told,
  directions: [{ kernel: Float32Array.of(1, -1), recurrent: new Float32Array(0), bias: new Float32Array(2) }],
  output: Float32Array.of(5, -5),
  outputBias: new Float32Array(1),
};
/** One that knows and three that guess. */
const cells = [
  average,
  ...(["text-rnn", "text-lstm", "text-bilstm"] as const).map((kind) => randomTextCell(kind, 64, 4, 6)),
].map((own) => ({ kind: own.kind, bytes: encodeWeights(own, untrainedCard(own.kind)) }));

const good = "Great sound, works well";
const bad = "Broke after a day, waste of money";
/** A desk that knows good texts from bad ones. */
const taught = (reviews = 20): Desk => {
  const desk = new Desk();
  for (let i = 0; i < reviews; i++)
    desk.say({ userId: `t${i}`, itemId: `t${i}`, text: i % 2 ? good : bad, rating: i % 2 ? 5 : 1 });
  return desk;
};

const event = fc.record({
  time: fc.nat(9).map((n) => n * DAY),
  userId: fc.constantFrom("u", "v", "w1"),
  itemId: fc.constantFrom("i", "1i", "j"),
  rating: fc.option(fc.constantFrom(1, 2, 3, 4.5, 5), { nil: undefined }),
  text: fc.option(fc.constantFrom(good, bad, "fine", "not great", "…"), { nil: undefined }),
  deleted: fc.boolean(),
});
const events = fc.array(event, { maxLength: 25 });

/** Bytes by name, as text: much cheaper to compare. */
const shown = (bytes: ReadonlyMap<string, Uint8Array>): Record<string, string> =>
  Object.fromEntries([...bytes].map(([name, one]) => [name, Buffer.from(one).toString("base64")]));

describe("reviews", () => {
  test("are read by every rung, scored and learned where the stars are clear", () => {
    const desk = taught();
    desk.say({ id: "a", text: good, rating: 5 });
    desk.say({ id: "b", userId: "v", text: bad, rating: 3 });
    desk.say({ id: "c", userId: "w", text: bad });
    const [a, b] = [desk.review("a"), desk.review("b")];
    expect(a).toMatchObject({
      itemId: "i",
      rating: 5,
      opinion: { rung: "lexicon", label: "positive" },
    });
    expect(a?.opinion?.rungs.bayes).toBeGreaterThan(0.9);
    expect(b?.opinion?.rungs.bayes).toBeLessThan(0.1);
    expect(desk.review("c")?.rating).toBeUndefined();
    const [scores] = desk.processor.scores();
    expect(scores).toMatchObject({
      models: [...Array(5).fill({ all: { events: 21 } }), ...Array(5).fill({ all: { events: 0 } })],
    });
    expect(readBagGlobals(desk.processor.status().globals).texts).toEqual({ negative: 10, positive: 11 });
  });

  test("are answered by a model that learns once it has proved better, and then make an item's sentiment", () => {
    const desk = taught(200);
    const { champion } = desk.processor.status().globals;
    expect(["bayes", "svm", "logistic"]).toContain(champion);
    desk.say({ id: "a", text: good });
    desk.say({ id: "b", userId: "v", text: bad });
    expect(desk.review("a")?.opinion).toMatchObject({ rung: champion, label: "positive" });
    expect(desk.rows.at(-1)).toMatchObject({
      table: "reviews",
      values: { label: "negative", rung: champion },
    });
    expect(desk.item("i")).toMatchObject({ reviews: 2, positive: 1, negative: 1 });
  });

  test("are forwarded when applied, with or without stars, with the place that they came from", () => {
    const desk = new Desk();
    const verdicts = [
      desk.say({ rating: 4.5 }),
      desk.say({ text: good }),
      desk.say({ time: 0, rating: 1 }),
      desk.say({ deleted: true, rating: 3 }),
    ];
    expect(verdicts).toEqual(["applied", "applied", "late", "applied"]);
    expect(desk.rows).toHaveLength(3);
    const same = { from: "reviews", partition: 3, userId: "u", itemId: "i" };
    expect(desk.forwards.map(({ topic, key }) => [topic, key])).toEqual(Array(3).fill(["interactions", "u"]));
    expect(desk.told).toEqual([
      { ...same, offset: 0, time: 0, rating: 4.5, deleted: false },
      { ...same, offset: 1, time: DAY, rating: undefined, deleted: false },
      { ...same, offset: 3, time: 3 * DAY, rating: undefined, deleted: true },
    ]);
  });

  test("of the same user and item replace each other, and a withdrawal leaves nothing", () => {
    const desk = new Desk();
    desk.say({ id: "first", text: good, rating: 5 });
    desk.say({ id: "other", userId: "v", text: bad, rating: 1 });
    desk.say({ id: "second", text: bad, rating: 1 });
    expect(desk.review("first")).toBeUndefined();
    expect(desk.review("second")).toBeDefined();
    expect(desk.item("i")?.reviews).toBe(2);
    desk.say({ id: "gone", deleted: true });
    expect(desk.review("second")).toBeUndefined();
    expect(desk.review("gone")).toBeUndefined();
    expect(desk.item("i")?.reviews).toBe(1);
    expect(desk.say({ id: "older", time: DAY, text: good })).toBe("late");
    expect(desk.say({ id: "again", text: good })).toBe("applied");
    expect(desk.item("i")?.reviews).toBe(2);
  });

  test("that are forgotten lose their answer, stay counted, and bound the memory", () => {
    const desk = new Desk(opened({ reviewsMax: 2 }));
    for (const userId of ["a", "b", "c"]) desk.say({ id: userId, userId, text: good });
    expect(desk.review("a")).toBeUndefined();
    expect(desk.review("b")).toBeDefined();
    expect(desk.item("i")?.reviews).toBe(3);
    desk.say({ userId: "a", deleted: true });
    expect(desk.item("i")?.reviews).toBe(3);
    expect(desk.processor.status().sizes.reviews).toMatchObject({ entries: 2, evictions: 2 });
  });

  test("give an item the same counts as those that stand, whatever was changed and taken back", () => {
    fc.assert(
      fc.property(events, (list) => {
        const desk = new Desk();
        const standing = new Map<string, (typeof list)[number]>();
        for (const one of list) {
          const key = JSON.stringify([one.userId, one.itemId]);
          const late = one.time < (standing.get(key)?.time ?? 0);
          expect(desk.say(one)).toBe(late ? "late" : "applied");
          if (!late) standing.set(key, one);
        }
        for (const itemId of ["i", "1i", "j"]) {
          const own = [...standing.values()].filter((o) => o.itemId === itemId && !o.deleted && o.text);
          expect(desk.item(itemId)?.reviews ?? 0).toBe(own.length);
        }
        const reviews = [...desk.drain().answers.keys()].filter((entity) => entity.startsWith("review/"));
        expect(reviews).toHaveLength([...standing.values()].filter((o) => !o.deleted).length);
      }),
    );
  });

  test("lead to the same state and answers whatever the batches, and after a restore, to the byte", () => {
    fc.assert(
      fc.property(events, events, fc.nat(4), fc.boolean(), (before, after, every, withNetwork) => {
        const plain = new Desk(opened({ reviewsMax: 4, itemsMax: 2 }));
        for (const one of before) plain.say(one);
        if (withNetwork) expect(plain.processor.adopt(weights)).toBe(true);
        const other = new Desk(opened({ reviewsMax: 4, itemsMax: 2 }));
        other.processor.restore(plain.snapshot);
        for (const [entity, value] of plain.drain().answers) other.answers.set(entity, value);
        other.offset = plain.offset;
        for (const [i, one] of after.entries()) {
          expect(other.say(one)).toBe(plain.say(one));
          if (i % (every + 1) === 0) other.drain();
        }
        expect(shown(other.snapshot)).toEqual(shown(plain.snapshot));
        expect(shown(other.drain().answers)).toEqual(shown(plain.drain().answers));
        expect(other.rows).toEqual(plain.rows.slice(-other.rows.length || plain.rows.length));
        expect(other.processor.status()).toEqual(plain.processor.status());
      }),
      { numRuns: 12 },
    );
  });

  test("give a reader the model that read them", () => {
    const desk = taught(30);
    const replica = new BagReplica();
    for (const [entity, bytes] of desk.drain().answers)
      if (entity.startsWith("words/")) replica.apply(3, Number(entity.slice(6)), bytes);
    replica.applyGlobals(3, readBagGlobals(desk.processor.status().globals));
    desk.say({ id: "q", text: "a great day" });
    const tokens = tokensOf("a great day");
    const read = replica.read({ tokens, features: featuresOf(tokens) });
    const rungs = desk.review("q")?.opinion?.rungs;
    expect(read.bayes).toBe(rungs?.bayes);
    expect(read.lexicon).toBe(rungs?.lexicon);
    expect(read.logistic).toBe(rungs?.logistic);
    expect(read.svm).toBeCloseTo(rungs?.svm ?? 0, 12);
  });

  test("are read by the network once it has weights of its kind", () => {
    const desk = new Desk();
    expect(desk.processor.adopt({ ...weights, kind: "series" })).toBe(false);
    desk.say({ id: "a", text: good });
    expect(desk.review("a")?.opinion?.rungs.gru).toBeUndefined();
    expect(desk.processor.adopt(weights)).toBe(true);
    expect(desk.processor.status().weights).toEqual({ text: "w/1" });
    desk.say({ id: "b", userId: "v", text: good });
    expect(desk.review("b")?.opinion?.rungs.gru).toBeGreaterThan(0);
  });

  test("leave no word of theirs in what is told to operators", () => {
    const desk = new Desk();
    for (let i = 0; i < 8; i++) desk.say({ userId: `u${i}`, text: "Xylophone secret mallets!", rating: 5 });
    expect(JSON.stringify(desk.processor.status())).not.toMatch(/xylophone|secret|mallet/i);
  });

  test("are read by every network that was published, and answered by the one that proved best", () => {
    const desk = new Desk(opened({ reviewsMax: 10, itemsMax: 10 }));
    for (const { kind, bytes } of cells)
      expect(desk.processor.adopt({ kind, version: "w/2", bytes, trainedUpTo: {} })).toBe(true);
    expect(Object.keys(desk.processor.status().weights)).toHaveLength(cells.length);
    // Each text is a word that never came: only the network that was told can know what it says.
    for (let i = 0; i < 750; i++)
      desk.say({ userId: `u${i}`, itemId: "i", text: `word${i}`, rating: isGood(`word${i}`) ? 5 : 1 });
    const [scores] = desk.processor.scores() as readonly {
      models: readonly { model: string; all: { events: number } }[];
    }[];
    for (const { model, all } of scores?.models ?? [])
      expect([model, all.events]).toEqual([model, model === "gru" ? 0 : 750]);
    desk.say({ id: "a", text: "unheard" });
    expect(desk.review("a")?.opinion).toMatchObject({
      rung: "average",
      label: isGood("unheard") ? "positive" : "negative",
    });
    const copy = new Desk(opened({ reviewsMax: 10, itemsMax: 10 }));
    copy.processor.restore(desk.snapshot);
    expect(copy.processor.status()).toEqual(desk.processor.status());
  });
});
