import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeScores, type PairScores, Scoreboard, type ScoreboardOptions, type Scores } from "./index.ts";

const options: ScoreboardOptions = {
  stream: "readings",
  ladder: ["persistence", "ar", "gru"],
  metrics: [
    { name: "rmse", better: "lower", mean: "root" },
    { name: "coverage", better: "higher" },
  ],
  window: 20,
  blocks: 4,
  rule: { minEvents: 5 },
};

// Whole numbers, so that sums are exact in any order.
const value = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 50 }) }, fc.constant(Number.NaN));
const values = fc.option(fc.tuple(value, value), { nil: undefined });
const event = fc.tuple(values, values, values);
const events = fc.array(event, { maxLength: 120 });
type Event = readonly (readonly [number, number] | undefined)[];

const played = (list: readonly Event[]): Scoreboard => {
  const board = new Scoreboard(options);
  for (const [time, e] of list.entries()) board.record(time, e);
  return board;
};

const naiveTally = (list: readonly Event[], model: number) => {
  const own = list.flatMap((e) => (e[model] === undefined ? [] : [e[model]]));
  const metrics = [0, 1].map((k) => {
    const known = own.map((v) => v[k] ?? Number.NaN).filter((v) => !Number.isNaN(v));
    return { count: known.length, sum: known.reduce((a, b) => a + b, 0) };
  });
  return { events: own.length, metrics };
};

const naivePair = (list: readonly Event[], low: number, high: number) => {
  const d = list
    .map((e) => (e[low]?.[0] ?? Number.NaN) - (e[high]?.[0] ?? Number.NaN))
    .filter((v) => !Number.isNaN(v));
  return {
    events: d.length,
    sum: d.reduce((a, b) => a + b, 0),
    squares: d.reduce((a, b) => a + b * b, 0),
  };
};

const sumsOf = (scores: Scores) => scores.models.map(({ model, all }) => ({ model, all }));
const pairSums = ({ events: count, sum, squares }: PairScores) => ({ events: count, sum, squares });

describe("Scoreboard", () => {
  test("sums over all events are those of a naive count", () => {
    fc.assert(
      fc.property(events, (list) => {
        for (const [m, { all }] of played(list).scores().models.entries())
          expect(all).toEqual(naiveTally(list, m));
      }),
    );
  });

  test("the recent window is exactly the blocks it says, for scores and for pairs", () => {
    fc.assert(
      fc.property(events, (list) => {
        const scores = played(list).scores();
        const recent = list.slice(Math.max(0, Math.floor(list.length / 5) * 5 - 15));
        for (const [m, s] of scores.models.entries()) expect(s.recent).toEqual(naiveTally(recent, m));
        const pairs = [naivePair(recent, 0, 1), naivePair(recent, 0, 2), naivePair(recent, 1, 2)];
        expect(scores.pairs.map(pairSums)).toEqual(pairs);
      }),
    );
  });

  test("merged scoreboards hold the sums of one over the union", () => {
    fc.assert(
      fc.property(fc.array(events, { minLength: 1, maxLength: 4 }), (partitions) => {
        const merged = mergeScores(partitions.map((list) => played(list).scores()));
        expect(sumsOf(merged)).toEqual(sumsOf(played(partitions.flat()).scores()));
        expect(merged.reigns).toHaveLength(partitions.length);
      }),
    );
  });

  test("a restored scoreboard continues as the original, to the byte", () => {
    fc.assert(
      fc.property(events, events, (before, after) => {
        const original = played(before);
        const restored = new Scoreboard(options);
        restored.restore(new Map([...original.chunks()].map((c) => [c.name, c.bytes()])));
        for (const [i, e] of after.entries()) {
          original.record(1000 + i, e);
          restored.record(1000 + i, e);
        }
        expect(restored.scores()).toEqual(original.scores());
        const [ours, theirs] = [restored, original].map((board) =>
          [...board.chunks()].map((c) => Buffer.from(c.bytes()).toString("hex")),
        );
        expect(ours).toEqual(theirs);
      }),
    );
  });

  test("scores survive JSON", () => {
    const scores = played([[[1, 1], [2, 0], undefined]]).scores();
    expect(JSON.parse(JSON.stringify(scores))).toEqual(scores);
  });

  test("a snapshot of another ladder is refused", () => {
    const chunks = new Map([...played([]).chunks()].map((c) => [c.name, c.bytes()]));
    const other = new Scoreboard({ ...options, ladder: ["persistence", "ar"] });
    expect(() => other.restore(chunks)).toThrow(/cannot read/);
  });

  test("scoreboards of different streams do not merge", () => {
    const other = new Scoreboard({ ...options, stream: "clicks" });
    expect(() => mergeScores([played([]).scores(), other.scores()])).toThrow(/differ/);
    expect(() => mergeScores([])).toThrow(/no scoreboard/);
  });
});
