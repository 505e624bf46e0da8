import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Counted,
  decodeSentiment,
  encodeSentiment,
  ItemSentiment,
  mergeSentiment,
  type SentimentRow,
  sentimentLabel,
  starsLabel,
  summariseSentiment,
} from "./index.ts";

const DAY = 86_400_000;
const said = fc.record({
  item: fc.constantFrom("a", "b", "c", "d"),
  score: fc.double({ min: 0, max: 1, noNaN: true }),
  time: fc.integer({ min: 0, max: 400 }).map((days) => 1.7e12 + days * DAY),
  takenBack: fc.boolean(),
});
const texts = fc.array(said, { maxLength: 30 });
type Said = typeof said extends fc.Arbitrary<infer T> ? T : never;

const counted = (list: readonly Said[], model: ItemSentiment): ItemSentiment => {
  for (const { item, score, time } of list) model.add(item, score, time);
  return model;
};
const close = (a: SentimentRow | undefined, b: SentimentRow | undefined): void => {
  const [x, y] = [a && summariseSentiment(a), b && summariseSentiment(b)];
  expect({ ...x, trend: 0 }).toEqual({ ...y, trend: 0 });
  expect(x?.trend ?? 0).toBeCloseTo(y?.trend ?? 0, 6);
};
const snapshot = (model: ItemSentiment): Map<string, Uint8Array> =>
  new Map([...model.chunks()].map((c) => [c.name, c.bytes()]));

describe("ItemSentiment", () => {
  test("equals the sums over all texts, in whatever order they came", () => {
    fc.assert(
      fc.property(texts, (list) => {
        const model = counted(list, new ItemSentiment(10));
        for (const item of ["a", "b", "c", "d"]) {
          const own = list.filter((t) => t.item === item);
          const row = model.row(item);
          if (own.length === 0) {
            expect(row).toBeUndefined();
            continue;
          }
          const newest = Math.max(...own.map((t) => t.time));
          const weights = own.map((t) => 2 ** ((t.time - newest) / (30 * DAY)));
          const total = weights.reduce((a, b) => a + b, 0);
          const faded = own.reduce((sum, t, i) => sum + t.score * (weights[i] ?? 0), 0) / total;
          const mean = own.reduce((sum, t) => sum + t.score, 0) / own.length;
          const figures = row && summariseSentiment(row);
          expect(figures?.reviews).toBe(own.length);
          expect(figures?.positive).toBe(own.filter((t) => t.score >= 0.6).length);
          expect(figures?.negative).toBe(own.filter((t) => t.score <= 0.4).length);
          expect(figures?.mean).toBeCloseTo(mean, 5);
          expect(figures?.trend).toBeCloseTo(faded - mean, 5);
        }
      }),
    );
  });

  test("is after taking back as if the text had never come", () => {
    fc.assert(
      fc.property(texts, (list) => {
        const model = new ItemSentiment(10);
        const undo: [string, Counted][] = [];
        for (const { item, score, time, takenBack } of list) {
          const ticket = model.add(item, score, time);
          if (takenBack) undo.push([item, ticket]);
        }
        for (const [item, ticket] of undo) expect(model.undo(item, ticket)).toBe(true);
        const plain = counted(
          list.filter((t) => !t.takenBack),
          new ItemSentiment(10),
        );
        for (const item of ["a", "b", "c", "d"]) {
          const [is, should] = [model.row(item), plain.row(item)];
          expect(is?.sum).toBe(should?.sum);
          close(is, should);
        }
      }),
    );
  });

  test("knows when a text's item has left in between, and says which items changed", () => {
    const model = new ItemSentiment(2);
    const first = model.add("a", 0.9, 1);
    model.add("b", 0.9, 2);
    model.takeChanged();
    model.add("c", 0.1, 3);
    expect(new Set(model.takeChanged())).toEqual(new Set(["a", "c"]));
    expect(model.row("a")).toBeUndefined();
    expect(model.size).toMatchObject({ entries: 2, evictions: 1 });
    const second = model.add("a", 0.2, 4);
    expect(model.undo("a", first)).toBe(false);
    expect(model.row("a")).toMatchObject({ negative: 1, positive: 0 });
    expect(model.undo("a", second)).toBe(true);
    expect(model.row("a")).toBeUndefined();
    expect(model.takeChanged()).toContain("a");
  });

  test("has no trend rather than a wrong one where undoing leaves only what has long faded", () => {
    const model = new ItemSentiment(2);
    model.add("a", 0.2, 0);
    model.undo("a", model.add("a", 0.9, 4_000 * DAY));
    const row = model.row("a");
    expect(row && summariseSentiment(row)).toEqual({
      reviews: 1,
      positive: 0,
      negative: 1,
      neutral: 0,
      mean: 0.2,
      trend: 0,
    });
  });

  test("of several partitions merges into that of one, and survives the wire", () => {
    fc.assert(
      fc.property(texts, texts, (one, two) => {
        const parts = [one, two].map((list) => counted(list, new ItemSentiment(10)).row("a"));
        const rows = parts.flatMap((row) =>
          row === undefined ? [] : [decodeSentiment(encodeSentiment(row))],
        );
        close(mergeSentiment(rows), counted([...one, ...two], new ItemSentiment(10)).row("a"));
      }),
    );
  });

  test("continues after a restore as the original does, to the byte", () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const original = counted(before, new ItemSentiment(3));
        const copy = new ItemSentiment(3);
        copy.restore(snapshot(original));
        expect(snapshot(counted(after, copy))).toEqual(snapshot(counted(after, original)));
      }),
    );
  });
});

test("stars and probabilities have labels with a neutral middle", () => {
  expect([0.5, 2, 2.5, 3.5, 4, 5].map(starsLabel)).toEqual([
    "negative",
    "negative",
    "neutral",
    "neutral",
    "positive",
    "positive",
  ]);
  expect([0, 0.4, 0.5, 0.59, 0.6, 1].map(sentimentLabel)).toEqual([
    "negative",
    "negative",
    "neutral",
    "neutral",
    "positive",
    "positive",
  ]);
});
