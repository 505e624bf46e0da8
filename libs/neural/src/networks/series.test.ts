import fc from "fast-check";
import { expect, test } from "vitest";
import { randomSeries } from "../testing.ts";
import { RUNNING_SIZE, scaledDifference, scaledLevel, updateScale } from "./running-scale.ts";
import { newSeriesState, SeriesNet } from "./series.ts";

const readings = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 60 });
const net = new SeriesNet(randomSeries(0, 8, 3));

const stateAfter = (values: readonly number[]): ReturnType<typeof newSeriesState> => {
  const state = newSeriesState(net);
  for (const value of values) net.advance(state.hidden, 0, state.running, 0, value);
  return state;
};

test("until the window is full the running scale is the plain mean, deviation and mean step", () => {
  fc.assert(
    fc.property(readings, (values) => {
      const running = new Float64Array(RUNNING_SIZE);
      for (const value of values) updateScale(running, 0, value);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
      const steps = values.slice(1).map((v, i) => Math.abs(v - (values[i] ?? 0)));
      const step = steps.reduce((a, b) => a + b, 0) / steps.length;
      const level = scaledLevel(running, 0, 20);
      const clamp = (x: number): number => Math.max(-8, Math.min(8, x));
      expect(level).toBeCloseTo(variance < 1e-9 ? 0 : clamp((20 - mean) / Math.sqrt(variance)), 6);
      expect(scaledDifference(running, 0, 5)).toBeCloseTo(step < 1e-9 ? 0 : clamp(5 / step), 6);
    }),
  );
});

test("forecasts follow any change of unit and level", () => {
  fc.assert(
    fc.property(
      readings,
      fc.constantFrom(0.25, 2, 1024),
      fc.integer({ min: -1000, max: 1000 }),
      (values, unit, level) => {
        const plain = stateAfter(values);
        const changed = stateAfter(values.map((v) => v * unit + level));
        const a = net.forecast(plain.hidden, 0, plain.running, 0, 5);
        const b = net.forecast(changed.hidden, 0, changed.running, 0, 5);
        a.forEach((value, i) => {
          expect(((b[i] ?? 0) - level) / unit).toBeCloseTo(value, 2);
        });
      },
    ),
    { numRuns: 50 },
  );
});

test("a forecast begins with the one-step prediction and changes nothing", () => {
  fc.assert(
    fc.property(readings, (values) => {
      const { hidden, running } = stateAfter(values);
      const before = [hidden.slice(), running.slice()];
      const points = net.forecast(hidden, 0, running, 0, 4);
      expect(points[0]).toBe(net.predict(hidden, 0, running, 0));
      expect([hidden, running]).toEqual(before);
    }),
    { numRuns: 30 },
  );
});

test("a constant series, and one of a single reading, are forecast as they are", () => {
  for (const values of [[5], [5, 5, 5, 5]]) {
    const { hidden, running } = stateAfter(values);
    expect([...net.forecast(hidden, 0, running, 0, 3)]).toEqual([5, 5, 5]);
  }
});
