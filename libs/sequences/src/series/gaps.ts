import { HORIZON_SCORED } from "./horizons.ts";
import { LINEAR_RUNGS } from "./paths.ts";
import type { SeriesStore } from "./series-store.ts";

/**
 * Missed steps that are filled before a value at `time`: all of them, less whole seasons where they do not fit into the
 * memory. 0 where the series is not evenly spaced.
 */
export const stepsToFill = ({ columns, seasons }: SeriesStore, slot: number, time: number): number => {
  const missed = columns.missed(slot, time);
  if (missed < columns.memory) return missed;
  const season = Math.max(1, seasons.longer(slot), seasons.period(slot));
  return missed - season * Math.ceil((missed - columns.memory + 1) / season);
};

/**
 * Fills missed steps with what was expected, by the full regression or the last value, so that the season stays in step.
 * Forecasts about them, and from them, are never judged.
 */
export const fillGap = (store: SeriesStore, slot: number, time: number): void => {
  const { columns, pending, forecaster } = store;
  const missed = columns.missed(slot, time);
  if (missed === 0) return;
  const steps = stepsToFill(store, slot, time);
  const paths = LINEAR_RUNGS.map(() => new Float64Array(steps));
  forecaster.paths(store.facts(slot), steps, paths);
  const [persistence = [], , , arx = []] = paths;
  for (let h = 0; h < steps; h++) {
    const expected = arx[h] ?? Number.NaN;
    columns.fill(slot, Number.isNaN(expected) ? (persistence[h] ?? 0) : expected);
    pending.skip(slot, columns.steps(slot));
  }
  if (steps === missed) return;
  for (let back = 0; back < HORIZON_SCORED; back++) pending.skip(slot, columns.steps(slot) - back);
};
