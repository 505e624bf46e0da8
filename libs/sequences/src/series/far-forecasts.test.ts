import { expect, test } from "vitest";
import { SeriesModel } from "./series-model.ts";

const MINUTE = 60_000;
/** More than those of which forecasts are made at every step. */
const SERIES = 101;

test("of many series, of which forecasts are made at a sample of the steps, those and no others are told when they are due", () => {
  const model = new SeriesModel({ capacity: SERIES, lags: 1, memory: 16 });
  const heard = new Map<number, Set<number>>();
  for (let step = 1; step <= 116; step++) {
    for (let s = 0; s < SERIES; s++) {
      const [id, time, value] = [String(s), step * MINUTE, 1_000 + (step % 7)];
      const next = model.predict(id, time);
      if (s === SERIES - 1)
        for (const { horizon, forecasts } of model.due(id, time)) {
          const known = forecasts.filter((forecast) => !Number.isNaN(forecast));
          expect(Math.min(...known)).toBeGreaterThan(900);
          heard.set(horizon, (heard.get(horizon) ?? new Set()).add(step - horizon));
        }
      model.learn(id, time, value, next);
      model.plan(id);
    }
  }
  const origins = (every: number, to: number): number[] =>
    Array.from({ length: Math.floor(to / every) }, (_, i) => (i + 1) * every);
  expect([...(heard.get(24) ?? [])]).toEqual(origins(4, 116 - 24));
  expect([...(heard.get(96) ?? [])]).toEqual(origins(16, 116 - 96));
});
