import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeSeries,
  encodeSeries,
  forecast,
  type LinearRung,
  SeriesModel,
  type SeriesState,
} from "./index.ts";

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

const snapshot = (model: SeriesModel): Map<string, Uint8Array> =>
  new Map([...model.chunks()].map((c) => [c.name, c.bytes()]));
const stateOf = (model: SeriesModel, id = "s"): SeriesState => {
  const state = model.seriesState(id);
  if (state === undefined) throw new Error("unknown series");
  return state;
};
const MINUTE = 60_000;

describe("SeriesModel on a planted AR(2)", () => {
  const model = new SeriesModel({ regression: { forgetting: 1 } });
  const mse = { persistence: 0, ar: 0 };
  const covered = { persistence: 0, ar: 0 };
  const values = planted(10_500, 7);
  for (const [i, v] of values.entries()) {
    const next = model.predict("s");
    if (i >= 500 && next?.ar !== undefined) {
      for (const [rung, predicted] of [
        ["persistence", next.persistence] as const,
        ["ar", next.ar] as const,
      ]) {
        mse[rung] += (v - predicted) ** 2 / 10_000;
        const { lower, upper } = model.interval("s", rung, predicted);
        if (v >= lower && v <= upper) covered[rung] += 1 / 10_000;
      }
    }
    model.learn("s", i * MINUTE, v);
  }

  test("finds the coefficients", () => {
    const [, ...phi] = stateOf(model).coefficients;
    for (const [i, truth] of [1.2, -0.5, 0, 0, 0, 0, 0, 0].entries()) expect(phi[i]).toBeCloseTo(truth, 1);
  });

  test("beats persistence and comes near to the noise", () => {
    expect(mse.ar).toBeLessThan(0.8 * mse.persistence);
    expect(mse.ar).toBeLessThan(1.03);
  });

  test("covers what it says within 0.01 over 10,000 points, by both rungs", () => {
    expect(Math.abs(covered.ar - 0.9)).toBeLessThan(0.01);
    expect(Math.abs(covered.persistence - 0.9)).toBeLessThan(0.01);
  });

  test("goes back to the mean and widens as theory says", () => {
    const points = forecast(stateOf(model), 200, 0.9, "ar");
    expect(points.at(-1)?.value).toBeCloseTo(20, 0);
    expect(points.map((p) => p.time)).toEqual(points.map((_, h) => (values.length + h) * MINUTE));
    const width = (h: number) => ((points[h]?.upper ?? 0) - (points[h]?.lower ?? 0)) / 2;
    // Standard deviation of the planted process: 1.64 times that of its noise.
    const deviation = Math.sqrt(1.5 / (0.5 * (1.5 ** 2 - 1.2 ** 2)));
    expect(width(199) / width(0)).toBeCloseTo(deviation, 0);
    expect(width(0)).toBeCloseTo(1.645, 0);
    const [one, , , four] = forecast(stateOf(model), 4, 0.9, "persistence");
    expect(((four?.upper ?? 0) - (four?.lower ?? 0)) / ((one?.upper ?? 0) - (one?.lower ?? 0))).toBeCloseTo(
      2,
      9,
    );
  });

  test("tells scale, moments and the newest values", () => {
    const { scale, mean, deviation, interval, count } = stateOf(model);
    const steps = values.slice(1).map((v, i) => Math.abs(v - (values[i] ?? 0)));
    expect(scale).toBeCloseTo(steps.reduce((a, b) => a + b, 0) / steps.length, 9);
    expect(model.scale("s")).toBe(scale);
    expect(mean).toBeCloseTo(20, 0);
    expect(deviation).toBeGreaterThan(1);
    expect([interval, count, model.lastTime("s")]).toEqual([
      MINUTE,
      values.length,
      (values.length - 1) * MINUTE,
    ]);
    expect(model.recent("s")).toEqual(values.slice(-32).reverse());
  });
});

const extreme = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, 1e300, -1e300, 1e-300, Number.MAX_VALUE, 5e-324, 1e9),
  fc.integer({ min: -3, max: 3 }),
);
const reading = fc.record({ id: fc.nat(4).map((n) => `s${n}`), value: extreme, gap: fc.nat(3) });
const readings = fc.array(reading, { maxLength: 40, size: "max" });
type Reading = typeof reading extends fc.Arbitrary<infer T> ? T : never;
const options = { capacity: 3, lags: 3, memory: 6, window: 8, outside: ["gru"] };

const play = (model: SeriesModel, list: readonly Reading[]): void => {
  for (const { id, value, gap } of list)
    model.learn(id, (model.lastTime(id) ?? 0) + gap, value, [model.predict(id)?.persistence]);
};

describe("SeriesModel", () => {
  test("gives finite numbers only, whatever the values are", () => {
    fc.assert(
      fc.property(readings, fc.double({ min: 0.51, max: 0.998, noNaN: true }), (list, level) => {
        const model = new SeriesModel(options);
        play(model, list);
        for (const { id } of list) {
          const state = model.seriesState(id);
          if (state === undefined) continue;
          for (const rung of ["persistence", "ar"] as const)
            expect(forecast(state, 12, level, rung).flatMap(Object.values).every(Number.isFinite)).toBe(true);
          const { lower, upper } = model.interval(id, "gru", 1);
          expect(Number.isFinite(lower) && Number.isFinite(upper)).toBe(true);
        }
      }),
    );
  });

  test("foresees a constant series exactly", () => {
    const model = new SeriesModel();
    for (let i = 0; i < 300; i++) model.learn("s", i, 5);
    expect(model.predict("s")).toEqual({ persistence: 5, ar: undefined });
    expect(model.interval("s", "persistence", 5)).toEqual({ lower: 5, upper: 5 });
    expect(forecast(stateOf(model), 3, 0.9, "ar")).toEqual([]);
  });

  test("continues after a restore as the original does, to the byte", () => {
    fc.assert(
      fc.property(readings, readings, (before, after) => {
        const original = new SeriesModel(options);
        play(original, before);
        const copy = new SeriesModel(options);
        copy.restore(snapshot(original));
        for (const r of after) {
          expect(copy.predict(r.id)).toEqual(original.predict(r.id));
          expect(copy.interval(r.id, "gru", 2)).toEqual(original.interval(r.id, "gru", 2));
          play(original, [r]);
          play(copy, [r]);
        }
        for (let i = 0; i < 5; i++) expect(copy.seriesState(`s${i}`)).toEqual(original.seriesState(`s${i}`));
        expect(snapshot(copy)).toEqual(snapshot(original));
        expect(copy.size.evictions).toBe(original.size.evictions);
      }),
    );
  });

  test("publishes states that survive their encoding, and from which one step gives the numbers that were scored", () => {
    fc.assert(
      fc.property(readings, (list) => {
        const model = new SeriesModel(options);
        play(model, list);
        for (const { id } of list) {
          const state = model.seriesState(id);
          if (state === undefined) continue;
          const read = decodeSeries(encodeSeries(state));
          expect(read).toEqual(state);
          const next = model.predict(id);
          const scored: [LinearRung, number | undefined][] = [
            ["persistence", next?.persistence],
            ["ar", next?.ar],
          ];
          for (const [rung, value] of scored) {
            const [point] = forecast(read, 1, 0.9, rung);
            if (point === undefined || value === undefined) continue;
            expect(point).toEqual({ time: point.time, value, ...model.interval(id, rung, value) });
          }
        }
      }),
    );
  });

  test("holds as many series as it may and counts those that left", () => {
    const model = new SeriesModel(options);
    for (let i = 0; i < 10; i++) model.learn(`s${i}`, i, i);
    expect(model.size).toMatchObject({ entries: 3, evictions: 7 });
    expect([model.predict("s0"), model.lastTime("s0"), model.seriesState("s0"), model.recent("s0")]).toEqual([
      undefined,
      undefined,
      undefined,
      [],
    ]);
  });

  test("holds its coverage after the noise has grown tenfold", () => {
    const model = new SeriesModel();
    const calm = planted(2000, 3);
    const wild = planted(3000, 4, 10);
    let held = 0;
    for (const [i, v] of [...calm, ...wild].entries()) {
      const ar = model.predict("s")?.ar;
      if (ar !== undefined && i >= 2300) {
        const { lower, upper } = model.interval("s", "ar", ar);
        if (v >= lower && v <= upper) held++;
      }
      model.learn("s", i, v);
    }
    expect(Math.abs(held / 2700 - 0.9)).toBeLessThan(0.015);
  });
});
