import { halfWidth, TRACKER_SIZE } from "./error-quantiles.ts";
import { ANCHORS, atHorizon, handOver, scoredNear } from "./horizons.ts";
import { combined, LINEAR_RUNGS, LinearForecaster } from "./paths.ts";
import type { SeriesState } from "./series-state.ts";
import { blend } from "./standing.ts";

/** One forecast point. */
export interface ForecastPoint {
  /** Event time in ms since 1970: the last one plus h median intervals. */
  readonly time: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** The rung that answers at this horizon. */
  readonly rung: string;
}

/** A forecast with what every rung says. */
export interface SeriesForecast {
  readonly points: readonly ForecastPoint[];
  /** Values by rung, `[horizon]` each; rungs that have nothing to say are left out. */
  readonly rungs: ReadonlyMap<string, readonly number[]>;
}

/**
 * Forecasts of a series for 1 … `horizon` steps ahead; none while it has no two values. At each scored horizon that rung answers
 * which did best lately there, or the next lower one that has a forecast; between two of them one hands over to the other.
 * Intervals are steered by the errors of former answers. Every number is finite. Pure; O(horizon x inputs).
 * @param level coverage asked, between 0 and 1 exclusive.
 * @param rungs names of the ladder's rungs, as of the model that published the state.
 * @param outside values of the rungs that are forecast elsewhere; undefined where one has nothing to say.
 */
export const forecast = (
  state: SeriesState,
  horizon: number,
  level: number,
  rungs: readonly string[],
  outside: readonly (ArrayLike<number> | undefined)[] = [],
): SeriesForecast => {
  if (state.count < 2 || state.interval <= 0) return { points: [], rungs: new Map() };
  const paths = pathsOf(state, horizon, rungs, outside);
  const points: ForecastPoint[] = [];
  for (let h = 1; h <= horizon; h++) {
    const { from, share } = handOver(h);
    const own = valueAt(state, from, h, paths);
    const value = share > 0 ? own + share * (valueAt(state, from + 1, h, paths) - own) : own;
    const rung = answering(state, scoredNear(h), h, paths);
    const width = atHorizon(h, (anchor) => widthAt(state, anchor, level, value));
    const time = state.lastTime + h * state.interval;
    points.push({ time, value, lower: value - width, upper: value + width, rung: rungs[rung] ?? "" });
  }
  const known = paths.map((path, r) => [rungs[r] ?? "", Array.from(path)] as const);
  return { points, rungs: new Map(known.filter(([, path]) => !path.some(Number.isNaN))) };
};

/** Half-width at an anchor; where no error is known yet that of the nearest one before, as a random walk's. */
const widthAt = (state: SeriesState, anchor: number, level: number, value: number): number => {
  for (let a = anchor; a >= 0; a--) {
    const width = halfWidth(state.answered, a * TRACKER_SIZE, level);
    if (width !== undefined) return width * Math.sqrt((ANCHORS[anchor] ?? 1) / (ANCHORS[a] ?? 1));
  }
  return Math.abs(value);
};

/** Values of every rung, in the order of the ladder; NaN where one has nothing to say. */
const pathsOf = (
  state: SeriesState,
  horizon: number,
  rungs: readonly string[],
  outside: readonly (ArrayLike<number> | undefined)[],
): Float64Array[] => {
  const paths = rungs.map(() => new Float64Array(horizon).fill(Number.NaN));
  const shape = { lags: state.lags, covariates: state.covariates.length };
  new LinearForecaster(shape).paths(
    {
      history: Float64Array.from(state.recent, (less) => state.last + less),
      at: 0,
      known: state.recent.length,
      center: state.center,
      unit: state.ar.length > 0 ? state.unit : 0,
      period: state.period,
      longer: state.longer,
      lastTime: state.lastTime,
      interval: state.interval,
      ar: state.ar,
      arAt: 0,
      arx: state.arx,
      arxAt: 0,
      covariates: state.covariates,
      covariatesAt: 0,
    },
    horizon,
    paths.slice(0, LINEAR_RUNGS.length),
    state.range,
  );
  const last = rungs.length - 1;
  for (let r = LINEAR_RUNGS.length; r < last; r++) paths[r]?.set(outside[r - LINEAR_RUNGS.length] ?? []);
  const step = new Float64Array(rungs.length);
  for (let h = 0; h < horizon; h++) {
    for (let r = 0; r < last; r++) step[r] = paths[r]?.[h] ?? Number.NaN;
    const combination = paths[last];
    if (combination !== undefined) {
      const scored = scoredNear(h + 1);
      combination[h] = blend(state.standings[scored] ?? [], step, combined(scored, state.always));
    }
  }
  return paths;
};

/** The champion of a scored horizon, or the next lower rung that has a forecast at `horizon`. */
const answering = (
  state: SeriesState,
  scored: number,
  horizon: number,
  paths: readonly Float64Array[],
): number => {
  for (let rung = state.champions[scored] ?? 0; rung > 0; rung--)
    if (!Number.isNaN(paths[rung]?.[horizon - 1] ?? Number.NaN)) return rung;
  return 0;
};

/** What the champion of a scored horizon says at another one. */
const valueAt = (
  state: SeriesState,
  scored: number,
  horizon: number,
  paths: readonly Float64Array[],
): number => paths[answering(state, scored, horizon, paths)]?.[horizon - 1] ?? state.last;
