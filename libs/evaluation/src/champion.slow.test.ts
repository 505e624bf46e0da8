import { describe, expect, test } from "vitest";
import { championOf, chooseChampion, mergeScores, rowsOf, Scoreboard, zScore } from "./index.ts";

/** Seeded uniform numbers in [0, 1) (mulberry32). */
const random = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

const board = (window = 1000) =>
  new Scoreboard({
    stream: "s",
    ladder: ["simple", "learned"],
    metrics: [{ name: "loss", better: "lower" }],
    window,
    blocks: 10,
    rule: { minEvents: 200 },
  });

/** Records `events` losses, uniform but for what the learned model gains on average. */
const play = (b: Scoreboard, seed: number, events: number, gain: number, start = 0): number => {
  const next = random(seed);
  let changes = 0;
  let last = b.champion();
  for (let i = 0; i < events; i++) {
    b.record(start + i, [[next()], [next() - gain]]);
    if (b.champion() !== last) changes++;
    last = b.champion();
  }
  return changes;
};

describe("the champion", () => {
  test("is the simplest rung before anything is known", () => {
    expect(board().champion()).toBe("simple");
  });

  test("becomes the planted better model, and stays it", () => {
    for (let seed = 0; seed < 20; seed++) {
      const b = board();
      expect(play(b, seed, 5000, 0.1)).toBe(1);
      expect(b.champion()).toBe("learned");
      expect(b.since).toBeGreaterThanOrEqual(199);
    }
  });

  test("never is a worse model", () => {
    for (let seed = 0; seed < 25; seed++) expect(play(board(), seed, 5000, -0.05)).toBe(0);
  });

  test("is falsely an equal model in fewer than 1 of 20 runs of five windows, and does not flap", () => {
    let promoted = 0;
    for (let seed = 0; seed < 200; seed++) {
      const changes = play(board(), seed, 5000, 0);
      if (changes > 0) promoted++;
      expect(changes).toBeLessThan(5);
    }
    expect(promoted).toBeLessThan(10);
  });

  test("falls back when the better model stops being better, or stops scoring", () => {
    const worse = board();
    play(worse, 1, 2000, 0.1);
    expect(play(worse, 2, 2000, -0.1, 2000)).toBe(1);
    expect(worse.champion()).toBe("simple");
    const silent = board();
    play(silent, 1, 2000, 0.1);
    for (let i = 0; i < 1000; i++) silent.record(2000 + i, [[0.5], undefined]);
    expect(silent.champion()).toBe("simple");
  });

  test("of merged partitions is found though no single partition has enough events", () => {
    const parts = [1, 2, 3, 4].map((seed) => {
      const b = board();
      play(b, seed, 150, 0.2);
      expect(b.champion()).toBe("simple");
      return b.scores();
    });
    const merged = mergeScores(parts);
    expect(championOf(merged)).toBe("learned");
    const rows = rowsOf(merged);
    expect(rows.map((r) => [r.model, r.champion, r.events])).toEqual([
      ["simple", false, 600],
      ["learned", true, 600],
    ]);
    expect(rows[1]?.recent.events).toBe(600);
    expect(rows[1]?.metrics.loss).toBeCloseTo(0.3, 1);
    expect(rows[0]?.since).toBeNull();
  });

  test("needs less to be kept than to take over", () => {
    const rule = { minEvents: 10, enter: 3, stay: 1 };
    const pair = () => ({ events: 100, sum: 20, squares: 104 }); // z = 2
    expect(zScore(pair())).toBeCloseTo(1.99, 2);
    expect(chooseChampion(2, pair, rule, 0)).toBe(0);
    expect(chooseChampion(2, pair, rule, 1)).toBe(1);
  });

  test("gives a rung that needs nothing learned the benefit of the doubt, and no more", () => {
    const rule = { minEvents: 10, enter: 3, stay: 1, first: 1 };
    const none = () => ({ events: 0, sum: 0, squares: 0 });
    const worse = (low: number, high: number) =>
      low === 0 && high === 1 ? { events: 100, sum: -20, squares: 104 } : none();
    expect(chooseChampion(3, none, rule, 1)).toBe(1);
    expect(chooseChampion(3, worse, rule, 1)).toBe(0);
  });
});
