import { CALENDAR_SIZE, calendarMatters, writeCalendar } from "./calendar.ts";

/** Lags by which a regression sees a season: the period and one more, so that a change since then can be told. */
export const SEASON_LAGS = 2;

/** Which numbers the full regression of a series is made of. */
export interface InputShape {
  /** Consecutive lags, the newest first. */
  readonly lags: number;
  /** Other quantities that come with the readings. */
  readonly covariates: number;
}

/** Inputs of the full regression: intercept, lags, two of the period, two of the longer one, covariates, calendar. */
export const inputCount = ({ lags, covariates }: InputShape): number =>
  1 + lags + 2 * SEASON_LAGS + CALENDAR_SIZE + covariates;

/** Where the season's lags lie among the inputs: from, to (exclusive). */
export const seasonInputs = (lags: number): readonly [number, number] => [
  1 + lags,
  1 + lags + 2 * SEASON_LAGS,
];

/** Where the covariates and the calendar begin among the inputs. */
export const covariateInputs = (lags: number): number => 1 + lags + 2 * SEASON_LAGS;
export const calendarInputs = ({ lags, covariates }: InputShape): number =>
  covariateInputs(lags) + covariates;

/** How much of a series' surroundings its full regression sees. */
export interface Surroundings {
  /** ms between two points; 0 while unknown. */
  readonly interval: number;
  /** Whether any covariate is known. */
  readonly covariates: boolean;
  /** Steps of the season and of a longer one; 0 where there is none. */
  readonly period: number;
  readonly longer: number;
}

/** How many inputs can be other than 0; those behind them need not be learned. */
export const activeInputs = (shape: InputShape, around: Surroundings): number => {
  if (calendarMatters(around.interval)) return inputCount(shape);
  if (around.covariates) return calendarInputs(shape);
  return 1 + shape.lags + (around.longer > 0 ? 2 : around.period > 0 ? 1 : 0) * SEASON_LAGS;
};

/** What the inputs are read from. */
export interface InputSource {
  /** Values, the newest first from `at`. */
  readonly history: Float64Array;
  readonly at: number;
  /** Values known behind `at`, `at` included. */
  readonly known: number;
  readonly center: number;
  /** Above 0. */
  readonly unit: number;
  /** Steps of the season; 0 where there is none. */
  readonly period: number;
  readonly longer: number;
  /** ms between two points; 0 while unknown. */
  readonly interval: number;
  /** Scaled covariates as last known, `[covariates]` from `covariatesAt`. */
  readonly covariates: ArrayLike<number>;
  readonly covariatesAt: number;
}

/** Writes the inputs for the value expected at `time` (ms since 1970) to `x`. O(inputs). */
export const writeInputs = (
  x: Float64Array,
  { lags, covariates }: InputShape,
  from: InputSource,
  time: number,
): void => {
  const { history, at, known, center, unit } = from;
  x[0] = 1;
  for (let i = 0; i < lags; i++) x[1 + i] = ((history[at + i] ?? 0) - center) / unit;
  let next = 1 + lags;
  for (let season = 0; season < 2; season++) {
    const period = season === 0 ? from.period : from.longer;
    for (let i = 0; i < SEASON_LAGS; i++) {
      const lag = period + i;
      x[next++] = period > 0 && lag <= known ? ((history[at + lag - 1] ?? 0) - center) / unit : 0;
    }
  }
  for (let i = 0; i < covariates; i++) x[next++] = from.covariates[from.covariatesAt + i] ?? 0;
  writeCalendar(x, next, time, from.interval);
};

/** Σ w_i x_i. */
export const weighted = (weights: ArrayLike<number>, at: number, x: Float64Array, count: number): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (weights[at + i] ?? 0) * (x[i] ?? 0);
  return sum;
};
