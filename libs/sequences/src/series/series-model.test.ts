import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecast } from "./forecast.ts";
import { SeriesModel } from "./series-model.ts";
import type { SeriesState } from "./series-state.ts";

/** Seeded standard normal numbers (mulberry32, Box-Muller). */
const normals = (seed: number): (() => number) => {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 1) / 4294967297;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
};

/** v_t = 20 + 1.2 (v_{t−1} − 20) − 0.5 (v_{t−2} − 20) + noise: the planted AR(2). */
const planted = (length: number, seed: number, noise = 1): number[] => {
  const next = normals(seed);
  const values = [20, 20];
  while (values.length < length)
    values.push(20 + 1.2 * ((values.at(-1) ?? 0) - 20) - 0.5 * ((values.at(-2) ?? 0) - 20) + noise * next());
  return values;
};

const stateOf = (model: SeriesModel, id = "s"): SeriesState =>
  model.seriesState(id) ?? expect.fail("unknown series");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99];

/** Predicts, learns and plans as the service does; what had been expected. */
const take = (model: SeriesModel, id: string, time: number, value: number): number | undefined => {
  const next = model.predict(id, time);
  const expected = next?.value;
  model.learn(id, time, value, next);
  model.plan(id);
  return expected;
};

describe("SeriesModel on a planted AR(2)", () => {
  const model = new SeriesModel();
  const [, ar, plain] = [0, model.rungs.indexOf("ar"), model.rungs.indexOf("persistence")];
  const mse = new Map<number, number>();
  const covered = new Map(
    LEVELS.map((level) => [level, { all: 0, recent: [] as number[], held: 0, worst: 0 }]),
  );
  const values = planted(10_500, 7);
  for (const [i, v] of values.entries()) {
    const next = model.predict("s", i * MINUTE);
    if (i >= 500 && next !== undefined) {
      for (const rung of [ar, plain])
        mse.set(rung, (mse.get(rung) ?? 0) + (v - (next.forecasts[rung] ?? 0)) ** 2 / 10_000);
      for (const [level, sums] of covered) {
        const hit = Math.abs(v - next.value) <= model.halfWidth("s", level, next.value) ? 1 : 0;
        sums.all += hit / 10_000;
        sums.recent.push(hit);
        sums.held += hit - (sums.recent.at(-1_001) ?? 0);
        if (sums.recent.length >= 1_000)
          sums.worst = Math.max(sums.worst, Math.abs(sums.held / 1_000 - level));
      }
    }
    take(model, "s", i * MINUTE, v);
  }

  test("finds the coefficients", () => {
    const [, ...phi] = stateOf(model).ar;
    for (const [i, truth] of [1.2, -0.5, 0, 0, 0, 0, 0, 0].entries())
      expect(Math.abs((phi[i] ?? 0) - truth)).toBeLessThan(0.1);
  });

  test("beats persistence and comes near to the noise", () => {
    expect(mse.get(ar)).toBeLessThan(0.8 * (mse.get(plain) ?? 0));
    expect(mse.get(ar)).toBeLessThan(1.04);
    expect(["ar", "arx", "combination"]).toContain(model.rungs[stateOf(model).champions[0] ?? 0]);
  });

  test.each(LEVELS)("covers %f of 10,000 points within 0.01 and of any 1,000 within 0.03", (level) => {
    const sums = covered.get(level);
    expect(Math.abs((sums?.all ?? 0) - level)).toBeLessThan(0.01);
    expect(sums?.worst).toBeLessThan(0.03);
  });

  test("goes back to the mean and widens as theory says", () => {
    const { points } = forecast(stateOf(model), 200, 0.9, model.rungs);
    expect(Math.abs((points[95]?.value ?? 0) - 20)).toBeLessThan(1);
    expect(points.map((p) => p.time)).toEqual(points.map((_, h) => (values.length + h) * MINUTE));
    const width = (h: number) => ((points[h]?.upper ?? 0) - (points[h]?.lower ?? 0)) / 2;
    // Standard deviation of the planted process: 1.64 times that of its noise.
    const deviation = Math.sqrt(1.5 / (0.5 * (1.5 ** 2 - 1.2 ** 2)));
    expect(Math.abs(width(23) / width(0) - deviation)).toBeLessThan(1);
    expect(Math.abs(width(0) - 1.645)).toBeLessThan(0.3);
  });

  test("tells scale, moments and the newest values", () => {
    const { scale, mean, deviation, interval, count, period } = stateOf(model);
    const steps = values.slice(1).map((v, i) => Math.abs(v - (values[i] ?? 0)));
    expect(scale).toBeCloseTo(steps.reduce((a, b) => a + b, 0) / steps.length, 9);
    expect(model.scale("s")).toBe(scale);
    expect(mean).toBeCloseTo(20, 0);
    expect(deviation).toBeGreaterThan(1);
    expect([interval, count, period]).toEqual([MINUTE, values.length, 0]);
    expect(model.lastTime("s")).toBe((values.length - 1) * MINUTE);
    expect(model.recent("s")).toEqual(values.slice(-384).reverse());
  });
});

const extreme = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, 1e300, -1e300, 1e-300, Number.MAX_VALUE, 5e-324, 1e9),
  fc.integer({ min: -3, max: 3 }),
);
const reading = fc.record({
  id: fc.nat(4).map((n) => `s${n}`),
  value: extreme,
  gap: fc.integer({ min: 1, max: 9 }),
});
const readings = fc.array(reading, { maxLength: 60, size: "max" });
const options = { capacity: 3, lags: 3, memory: 60 };

describe("SeriesModel", () => {
  test("gives finite numbers only, whatever the values are, and nested intervals", () => {
    fc.assert(
      fc.property(readings, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (list, level) => {
        const model = new SeriesModel(options);
        for (const { id, value, gap } of list) take(model, id, (model.lastTime(id) ?? 0) + gap, value);
        for (const id of new Set(list.map((one) => one.id))) {
          const state = model.seriesState(id);
          if (state === undefined) continue;
          const { points, rungs } = forecast(state, 12, level, model.rungs);
          const wider = forecast(state, 12, level + 0.009, model.rungs).points;
          for (const [h, { time, value, lower, upper }] of points.entries()) {
            expect([time, value, lower, upper].every(Number.isFinite)).toBe(true);
            expect(wider[h]?.upper).toBeGreaterThanOrEqual(upper);
          }
          expect([...rungs.values()].flat().every(Number.isFinite)).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });

  test("foresees a constant series exactly", () => {
    const model = new SeriesModel();
    for (let i = 1; i <= 300; i++) take(model, "s", i, 5);
    for (const { value, lower, upper } of forecast(stateOf(model), 100, 0.9, model.rungs).points)
      expect([value, lower, upper]).toEqual([5, 5, 5]);
  });

  test("finds a season, and keeps in step with it over gaps of whole steps", () => {
    const model = new SeriesModel();
    const next = normals(5);
    const wave = (i: number): number => 10 * Math.sin((2 * Math.PI * i) / 24) + 0.3 * next();
    for (let i = 0; i < 600; i++) if (i % 100 < 93) take(model, "s", i * HOUR, wave(i));
    expect(stateOf(model)).toMatchObject({ period: 24, interval: HOUR });
    const seasonal = forecast(stateOf(model), 24, 0.9, model.rungs).rungs.get("seasonal") ?? [];
    for (const [h, value] of seasonal.entries())
      expect(Math.abs(value - 10 * Math.sin((2 * Math.PI * (593 + h)) / 24))).toBeLessThan(2.5);
  });

  test("publishes states that survive their encoding, and from which one step gives what is judged", () => {
    fc.assert(
      fc.property(readings, (list) => {
        const model = new SeriesModel(options);
        for (const { id, value, gap } of list)
          take(model, id, (model.lastTime(id) ?? 0) + gap, Math.max(-1e6, Math.min(1e6, value)));
        for (const id of new Set(list.map((one) => one.id))) {
          const state = model.seriesState(id);
          if (state === undefined) continue;
          const [point] = forecast(state, 1, 0.9, model.rungs).points;
          if (point === undefined) continue;
          const next = model.predict(id, point.time);
          const tolerance = 1e-3 * Math.max(1e-6, ...model.recent(id).map(Math.abs));
          expect(Math.abs(point.value - (next?.value ?? 0))).toBeLessThan(tolerance);
          expect(point.upper - point.value).toBeCloseTo(model.halfWidth(id, 0.9, point.value), 3);
        }
      }),
      { numRuns: 15 },
    );
  });

  test.each([0, 1, 2])("lets any rung that is forecast elsewhere answer where it does best: %i", (best) => {
    const names = ["one", "two", "three"];
    const model = new SeriesModel({ capacity: 1, lags: 4, outside: names });
    const next = normals(13);
    const values = Array.from({ length: 700 }, () => 50 + next());
    const said = (from: number, horizon: number) =>
      names.map((_, n) =>
        values.slice(from, from + horizon).map((value) => value + (n === best ? 0.1 : 1.5) * next()),
      );
    for (const [i, value] of values.slice(0, 600).entries()) {
      // Those that are asked on a sample are champions by what they said then.
      const asked = i % 4 === 3 || model.answersNear("s", model.rungs.indexOf(names[best] ?? ""));
      const near = said(i, 1).map((path) => (asked ? path[0] : undefined));
      model.learn("s", i * MINUTE, value, model.predict("s", i * MINUTE, near));
      model.plan("s", i % 4 === 3 ? said(i + 1, model.origin("s").reach) : []);
    }
    const { points } = forecast(stateOf(model), 96, 0.9, model.rungs, said(600, 96));
    expect([1, 24, 96].map((h) => points[h - 1]?.rung)).toEqual(Array(3).fill(names[best]));
    expect(Math.abs((points[95]?.value ?? 0) - (values[695] ?? 0))).toBeLessThan(1);
  });

  test("holds as many series as it may and counts those that left", () => {
    const model = new SeriesModel(options);
    for (let i = 0; i < 10; i++) take(model, `s${i}`, i, i);
    expect(model.size).toMatchObject({ entries: 3, evictions: 7 });
    expect([model.predict("s0", 1), model.seriesState("s0")]).toEqual([undefined, undefined]);
    // Of those that left something is kept: when their newest value was, so that what is late stays late.
    expect(model.dormantSize).toMatchObject({ entries: 7, evictions: 0 });
    expect([model.lastTime("s0"), model.lastTime("s9"), model.lastTime("s10")]).toEqual([0, 9, undefined]);
  });

  test("goes on with a series that left and came back", () => {
    const model = new SeriesModel({ capacity: 1 });
    const values = planted(1_500, 9);
    for (const [i, v] of values.entries()) take(model, "s", i * MINUTE, v);
    const before = stateOf(model);
    take(model, "other", 0, 1);
    expect(model.seriesState("s")).toBeUndefined();
    take(model, "s", values.length * MINUTE, 20);
    const after = stateOf(model);
    expect(after.count).toBe(before.count + 1);
    for (const [i, w] of after.ar.entries()) expect(Math.abs(w - (before.ar[i] ?? 0))).toBeLessThan(0.3);
    const [point] = forecast(after, 1, 0.9, model.rungs).points;
    expect((point?.upper ?? 0) - (point?.lower ?? 0)).toBeGreaterThan(1);
    expect((point?.upper ?? 0) - (point?.lower ?? 0)).toBeLessThan(8);
    for (const [i, v] of planted(400, 10).entries()) take(model, "s", (values.length + 1 + i) * MINUTE, v);
    expect(forecast(stateOf(model), 96, 0.9, model.rungs).points.every(({ upper }) => upper < 60)).toBe(true);
  });

  test.each([
    ["the noise has grown tenfold", [...planted(2_000, 3), ...planted(2_000, 4, 10)]],
    ["the level has moved by 50", [...planted(2_000, 3), ...planted(2_000, 4).map((v) => v + 50)]],
    ["the unit has changed", [...planted(2_000, 3), ...planted(2_000, 4).map((v) => 1_000 * v)]],
  ])("holds its coverage again 500 points after %s", (_, values) => {
    const model = new SeriesModel();
    let held = 0;
    for (const [i, v] of values.entries()) {
      const next = model.predict("s", i * MINUTE);
      if (next !== undefined && i >= 2_500 && Math.abs(v - next.value) <= model.halfWidth("s", 0.9, 0))
        held++;
      take(model, "s", i * MINUTE, v);
    }
    expect(Math.abs(held / 1_500 - 0.9)).toBeLessThan(0.02);
  });
});
