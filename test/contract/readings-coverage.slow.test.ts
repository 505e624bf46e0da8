import { simulateReadings } from "@millrace/datasets";
import { createDecoder } from "@millrace/events";
import { readingTopology } from "@millrace/service-readings";
import { expect, test } from "vitest";
import { NetworkShelf } from "../../services/query-api/src/view/networks.ts";
import { ReadingsView } from "../../services/query-api/src/view/readings.ts";

const WARM = 200;
const STEPS = 1_700;
const HORIZON = 24;
const LEVELS = [0.5, 0.8, 0.95];

test("what readers are told covers what comes as often as it says, one step and 24 steps ahead", () => {
  const processor = readingTopology(createDecoder("readings"), { seriesMax: 2, lags: 8 }).open(0);
  const view = new ReadingsView(new NetworkShelf());
  const nowhere = { row: () => undefined, forward: () => undefined };
  const told = new Map<number, { level: number; ahead: number; lower: number; upper: number }[]>();
  const hits = new Map<string, number[]>();
  let step = 0;
  for (const reading of simulateReadings({ seed: 5, series: 1, steps: STEPS }).events()) {
    for (const { level, ahead, lower, upper } of told.get(step) ?? []) {
      const key = `${level} at ${ahead}`;
      const seen = hits.get(key) ?? [];
      hits.set(key, seen);
      seen.push(reading.value >= lower && reading.value <= upper ? 1 : 0);
    }
    told.delete(step);
    processor.absorb(
      { ...reading, time: Number(reading.time) },
      { partition: 0, offset: step, appendedAt: 0 },
      nowhere,
    );
    for (const { entity, value } of processor.drain()) view.changed(0, entity, value);
    const series = view.find(reading.seriesId);
    if (series === undefined || step < WARM) {
      step++;
      continue;
    }
    for (const level of LEVELS) {
      const { points } = view.forecast(series, HORIZON, level);
      for (const ahead of [1, HORIZON]) {
        const { lower, upper } = points[ahead - 1] ?? expect.fail("there are as many points as were asked");
        const due = told.get(step + ahead) ?? [];
        told.set(step + ahead, due);
        due.push({ level, ahead, lower, upper });
      }
    }
    step++;
  }
  for (const level of LEVELS)
    for (const [ahead, slack] of [
      [1, 0.02],
      [HORIZON, 0.04],
    ] as const) {
      const seen = hits.get(`${level} at ${ahead}`) ?? [];
      const share = seen.reduce((a, b) => a + b, 0) / seen.length;
      expect(Math.abs(share - level), `${level} at ${ahead}: ${share}`).toBeLessThan(slack);
    }
});
