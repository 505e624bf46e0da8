import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, HistoryReader, migrate, openEngine } from "@millrace/clickhouse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let dataDir: string;
let engine: Engine;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "millrace-history-"));
  engine = await openEngine({ database: "millrace", dataDir });
  await migrate(engine);
});

afterAll(async () => {
  await engine.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Now: retention would remove what was appended long ago. */
const at = Date.now();

const place = (offset: number) => ({ partition: 0, offset, generation: 0, event_time: at, appended_at: at });

describe("reader", () => {
  const reader = () => new HistoryReader(engine);

  it("pages through dead letters, newest first", async () => {
    await engine.insert(
      "dead_letters",
      Array.from({ length: 5 }, (_, offset) => ({
        stream: "clicks",
        topic: "millrace.clicks",
        partition: 2,
        offset,
        reason: "not_json",
        detail: "",
        key: null,
        value: "AAE=",
        headers: "{}",
        appended_at: at + (offset > 2 ? 1 : 0),
      })),
    );
    const first = await reader().deadLetters({ stream: "clicks", limit: 2 });
    expect(first.map((letter) => letter.offset)).toEqual([4, 3]);
    const next = await reader().deadLetters({ stream: "clicks", limit: 2, before: first[1] });
    expect(next.map((letter) => letter.offset)).toEqual([2, 1]);
    expect(next[0]).toMatchObject({ key: null, value: "AAE=", appendedAt: at, reason: "not_json" });
    expect(await reader().deadLetters({ stream: "baskets", limit: 2 })).toEqual([]);
    expect(await reader().deadLetters({ limit: 10 })).toHaveLength(5);
  });

  it("tells how far each partition's dead letters are kept", async () => {
    expect(await reader().lastDeadLetters("clicks")).toEqual(new Map([[2, 4]]));
    expect(await reader().lastDeadLetters("items")).toEqual(new Map());
  });

  it("tells the scoreboard over time by the last word of each span", async () => {
    const scores = (offset: number, mrr: number) => ({
      stream: "clicks",
      partition: 0,
      model: "markov",
      offset,
      generation: 0,
      metrics: { mrr, none: null },
      appended_at: at + offset,
    });
    await engine.insert(
      "scores",
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => scores(n * 10, n / 10)),
    );
    await engine.insert("scores", [scores(90, 0.95)]);
    const told = await reader().scoresHistory("clicks", 2);
    expect(told.map((row) => row.at - at)).toEqual([40, 90]);
    expect(told[0]).toMatchObject({ stream: "clicks", model: "markov", metrics: { mrr: 0.4, none: null } });
    expect(await reader().scoresHistory(undefined, 200)).toHaveLength(10);
    expect(await reader().scoresHistory("baskets", 2)).toEqual([]);
  });

  it("tells what a user did, oldest first: clicks, each item of a basket, and the ratings that stand", async () => {
    const done = (offset: number, minute: number) => ({ ...place(offset), event_time: at + minute * 60_000 });
    const click = { id: "c", session_id: "s", user_id: "doer", item_id: "seen", action: "view" };
    await engine.insert("clicks", [
      { ...done(70, 1), ...click },
      { ...done(71, 2), ...click, action: "exit" },
      { ...done(72, 3), ...click, user_id: null },
    ]);
    const basket = { id: "b", user_id: "doer", items: ["x", "y"], quantities: [1, 1], prices: [null, null] };
    await engine.insert("baskets", [{ ...done(70, 4), ...basket }]);
    const review = {
      id: "r",
      user_id: "doer",
      item_id: "liked",
      text: null,
      label: null,
      score: null,
      rung: null,
      rungs: {},
    };
    await engine.insert("reviews", [
      { ...done(70, 5), ...review, rating: 2, deleted: false },
      { ...done(71, 6), ...review, rating: 4.5, deleted: false },
      { ...done(72, 7), ...review, item_id: "gone", rating: 5, deleted: false },
      { ...done(73, 8), ...review, item_id: "gone", rating: null, deleted: true },
    ]);
    const deeds = await reader().deedsOf("doer", 10);
    expect(deeds.map(({ itemId, action, rating }) => [itemId, action, rating])).toEqual([
      ["seen", "view", null],
      ["y", "basket", null],
      ["x", "basket", null],
      ["liked", "rating", 4.5],
    ]);
    expect(await reader().deedsOf("doer", 1)).toMatchObject([{ itemId: "liked" }]);
    expect(await reader().deedsOf("nobody", 10)).toEqual([]);
  });

  it("finds the newest review with an id", async () => {
    const review = {
      ...place(1),
      id: "r1",
      user_id: "u",
      item_id: "i",
      rating: 4.5,
      text: "fine",
      deleted: false,
    };
    await engine.insert("reviews", [
      { ...review, label: "positive", score: 0.9, rung: "bayes", rungs: { bayes: 0.9, gru: null } },
    ]);
    await engine.insert("reviews", [{ ...review, generation: 1, score: 0.8 }]);
    expect(await reader().reviewById("r1")).toMatchObject({
      userId: "u",
      rating: 4.5,
      score: 0.8,
      eventTime: at,
    });
    expect(await reader().reviewById("r2")).toBeUndefined();
  });

  it("gives a span of a series, oldest first, with what was forecast", async () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({
      ...place(i),
      series_id: "wind",
      event_time: -1_000_000_000_000 + i * 1000,
      value: i,
      covariates: {},
      predicted: i + 0.5,
      lower: null,
      upper: null,
      rung: "ar",
      rungs: { ar: i + 0.5 },
    }));
    await engine.insert("readings", rows);
    await engine.insert("readings", rows);
    const found = await reader().seriesHistory(
      "wind",
      -1_000_000_000_000 + 2000,
      -1_000_000_000_000 + 7000,
      3,
    );
    expect(found.map((reading) => reading.value)).toEqual([4, 5, 6]);
    expect(found[0]).toEqual({
      eventTime: -1_000_000_000_000 + 4000,
      value: 4,
      predicted: 4.5,
      lower: null,
      upper: null,
      rung: "ar",
      rungs: { ar: 4.5 },
    });
  });

  it("gives the newest alarms of at least a score, in whatever year they were", async () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({
      ...place(100 + i),
      series_id: "tide",
      event_time: Date.UTC(1960, 0) + i * 1000,
      value: i,
      covariates: {},
      predicted: 1,
      rungs: {},
      score: i % 3 === 0 ? 0.95 : 0.6,
      alarm: "spike",
    }));
    await engine.insert("readings", rows);
    const times = [Date.UTC(1900, 0), Date.UTC(2299, 0)] as const;
    const found = await reader().seriesAlarms("tide", ...times, 2, 0.9);
    expect(found.map(({ value }) => value)).toEqual([6, 9]);
    expect(await reader().seriesAlarms("tide", ...times, 20)).toHaveLength(10);
  });
});
