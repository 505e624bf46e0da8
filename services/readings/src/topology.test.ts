import { createDecoder, type ReadingEvent } from "@millrace/events";
import { encodeWeights } from "@millrace/neural";
import { randomSeries, untrainedCard } from "@millrace/neural/testing";
import type { Row, Verdict } from "@millrace/pipeline";
import { describe, expect, test } from "vitest";
import { decodeAlarms, decodeSeriesAnswer, NETWORK_RUNGS, readingTopology } from "./index.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);

const opened = (seriesMax = 10, networks = true) => {
  const topology = readingTopology(createDecoder("readings"), { seriesMax, lags: 4, networks });
  const processor = topology.open(0);
  const rows: Row[] = [];
  let offset = 0;
  const emit = { row: (row: Row) => rows.push(row), forward: () => undefined };
  const take = (event: Omit<ReadingEvent, "covariates">): Verdict =>
    processor.absorb(event, { partition: 0, offset: offset++, appendedAt: START }, emit);
  const answers = () => new Map([...processor.drain()].map(({ entity, value }) => [entity, value]));
  const stateOf = (seriesId: string) => {
    const value = answers().get(`series/${seriesId}`);
    return value ? decodeSeriesAnswer(value).state : expect.fail(`nothing is said of ${seriesId}`);
  };
  return { processor, rows, take, answers, stateOf };
};

const wave = (i: number): number => 10 + 5 * Math.sin((2 * Math.PI * i) / 24) + ((i * 7919) % 13) / 20;

describe("time as it is", () => {
  test("a second reading of the same moment is a duplicate, an older one is late; neither changes the state", () => {
    const { take, rows, stateOf } = opened();
    for (let i = 0; i < 5; i++) take({ seriesId: "s", time: START + i * HOUR, value: i });
    const before = stateOf("s");
    expect(take({ seriesId: "s", time: START + 4 * HOUR, value: 99 })).toBe("duplicate");
    expect(take({ seriesId: "s", time: START + 3 * HOUR, value: 99 })).toBe("late");
    expect(rows).toHaveLength(5);
    take({ seriesId: "other", time: START, value: 1 });
    expect(before.count).toBe(5);
  });

  test("a clock set back makes readings late until it has caught up", () => {
    const { take } = opened();
    for (let i = 0; i < 10; i++) take({ seriesId: "s", time: START + i * HOUR, value: i });
    const verdicts = [8, 9, 10].map((i) =>
      take({ seriesId: "s", time: START + i * HOUR - 60_000, value: i }),
    );
    expect(verdicts).toEqual(["late", "late", "applied"]);
  });

  test("missed steps of an evenly spaced series keep the season in step, and a long silence is an alarm", () => {
    const { take, answers } = opened();
    for (let i = 0; i < 400; i++) take({ seriesId: "s", time: START + i * HOUR, value: wave(i) });
    for (let i = 430; i < 460; i++) take({ seriesId: "s", time: START + i * HOUR, value: wave(i) });
    const said = answers();
    const state = decodeSeriesAnswer(said.get("series/s") ?? new Uint8Array()).state;
    expect(state).toMatchObject({ count: 430, interval: HOUR, period: 24 });
    // The value 24 steps back is the one of 24 hours ago, gap or not.
    expect(state.last + (state.recent[24] ?? 0)).toBeCloseTo(wave(435), 0);
    const alarms = decodeAlarms(said.get("alarms/s") ?? new Uint8Array());
    expect(alarms.find(({ kind }) => kind === "silent")?.time).toBe(START + 430 * HOUR);
  });

  test("an irregular series takes one step a reading and is never filled", () => {
    const { take, stateOf } = opened();
    let time = START;
    for (let i = 0; i < 100; i++) {
      time += HOUR * (1 + ((i * 31) % 7));
      take({ seriesId: "s", time, value: i });
    }
    const state = stateOf("s");
    expect(state.last + (state.recent[1] ?? 0)).toBe(98);
  });

  test("series that were idle longest leave first, and are said to be gone", () => {
    const { take, answers, processor } = opened(2);
    for (const seriesId of ["a", "b", "c"]) take({ seriesId, time: START, value: 1 });
    expect([...answers()].map(([entity, value]) => [entity, value === null])).toEqual(
      expect.arrayContaining([
        ["series/a", true],
        ["series/b", false],
        ["series/c", false],
      ]),
    );
    expect(processor.status().sizes.series).toMatchObject({ entries: 2, evictions: 1 });
  });
});

test("the scoreboard tells every rung at 1, 24 and 96 steps, with coverage, width and Winkler score", () => {
  const { take, processor } = opened();
  for (let i = 0; i < 1_200; i++) take({ seriesId: "s", time: START + i * HOUR, value: wave(i) });
  const boards = processor.scores() as readonly {
    stream: string;
    metrics: readonly { name: string }[];
    models: readonly { model: string; all: { events: number } }[];
  }[];
  expect(boards.map(({ stream }) => stream)).toEqual(["readings", "readings@24", "readings@96"]);
  for (const { metrics, models } of boards) {
    expect(metrics.map(({ name }) => name)).toEqual(["mase", "mae", "rmse", "coverage", "width", "winkler"]);
    expect(models.map(({ model }) => model)).toEqual([
      "persistence",
      "seasonal",
      "ar",
      "arx",
      "gru",
      "feedforward",
      "rnn",
      "lstm",
      "seq2seq",
      "combination",
    ]);
    const linear = models.filter(({ model }) => !NETWORK_RUNGS.includes(model));
    for (const { all } of linear) expect(all.events).toBeGreaterThan(100);
  }
});

test("networks say the same whether their steps are taken one by one or many series together", () => {
  const bytes = encodeWeights(randomSeries(0, 6, 5), { ...untrainedCard("series"), dataRange: {} });
  const played = (drainEvery: number) => {
    const { processor, rows, take, answers } = opened(20);
    processor.adopt({ kind: "series", version: "v", bytes, trainedUpTo: {} });
    for (let i = 0; i < 600; i++) {
      const n = i % 5;
      take({
        seriesId: `s${n}`,
        time: START + Math.floor(i / 5) * HOUR,
        value: n + wave(Math.floor(i / 5)),
      });
      if (i % drainEvery === 0) answers();
    }
    const told = processor.followingWeights();
    const shown = (value: Uint8Array | null): string => Buffer.from(value ?? []).toString("base64");
    const chunks = [...processor.chunks()].map(({ name, bytes: of }) => [name, shown(of())]);
    return { rows, told: [...told].map(({ entity, value }) => [entity, shown(value)]), chunks };
  };
  const [one, many] = [played(1), played(290)];
  expect(many).toEqual(one);
});

test("where no networks are wanted, weights are never taken into use, nor those of a snapshot", () => {
  const bytes = encodeWeights(randomSeries(0, 6, 5), { ...untrainedCard("series"), dataRange: {} });
  const weights = { kind: "series", version: "v", bytes, trainedUpTo: {} };
  const [before, without] = [opened(), opened(10, false)];
  expect(before.processor.adopt(weights)).toBe(true);
  for (let i = 0; i < 40; i++) before.take({ seriesId: "s", time: START + i * HOUR, value: wave(i) });
  expect(before.processor.status().weights).toEqual({ series: "v" });
  const chunks = [...before.processor.chunks()].map(({ name, bytes: of }) => [name, of()] as const);
  without.processor.restore(new Map(chunks));
  expect(without.processor.adopt(weights)).toBe(false);
  expect(without.take({ seriesId: "s", time: START + 40 * HOUR, value: wave(40) })).toBe("applied");
  expect(without.processor.status().weights).toEqual({});
});

test("rows carry what was expected, and how strange a reading is where it is", () => {
  const { take, rows } = opened();
  for (let i = 0; i < 300; i++)
    take({ seriesId: "s", time: START + i * HOUR, value: i === 250 ? 90 : wave(i) });
  expect(rows[249]?.values).toMatchObject({ series_id: "s", score: 0, alarm: "" });
  expect(rows[250]?.values).toMatchObject({ value: 90, alarm: "spike", predicted: expect.any(Number) });
  expect(Number(rows[250]?.values.score)).toBeGreaterThan(0.9);
});
