import { NYSE_TEST_FROM_MS } from "@millrace/datasets";
import type { ReadingEvent } from "@millrace/events";

/** Days before the one foretold. */
export const LAGS = 5;
/** The three measures of a day: what is foretold, then the others. */
export const MEASURES = ["log_volume", "DJ_return", "log_volatility"] as const;

/** Five days before a day, and the day. */
export interface Window {
  /** `[LAGS x measures]`, the newest day first; standardised over the whole file, as the book does. */
  readonly lags: readonly (readonly number[])[];
  /** Monday 0 … Saturday 5: the exchange opened on Saturdays once. */
  readonly weekday: number;
  /** log_volume, standardised. */
  readonly target: number;
  readonly test: boolean;
}

/** The three series day by day, each standardised to mean 0 and variance 1 over the whole file. */
export const standardised = (readings: readonly ReadingEvent[]): readonly (readonly number[])[] => {
  const rows = readings.map(({ value, covariates = {} }) => [
    value,
    covariates.DJ_return ?? 0,
    covariates.log_volatility ?? 0,
  ]);
  const scale = MEASURES.map((_, m) => {
    const mean = rows.reduce((sum, row) => sum + (row[m] ?? 0) / rows.length, 0);
    const variance = rows.reduce((sum, row) => sum + ((row[m] ?? 0) - mean) ** 2 / rows.length, 0);
    return { mean, deviation: Math.sqrt(variance) };
  });
  return rows.map((row) => row.map((v, m) => (v - (scale[m]?.mean ?? 0)) / (scale[m]?.deviation ?? 1)));
};

/** All windows of the file in order: 6,046 of 6,051 days. An Introduction to Statistical Learning, 10.9.6. */
export const windowsOf = (readings: readonly ReadingEvent[]): readonly Window[] => {
  const rows = standardised(readings);
  return rows.slice(LAGS).map((row, n) => {
    const i = n + LAGS;
    const time = readings[i]?.time ?? 0;
    return {
      lags: Array.from({ length: LAGS }, (_, lag) => rows[i - 1 - lag] ?? []),
      weekday: (new Date(time).getUTCDay() + 6) % 7,
      target: row[0] ?? 0,
      test: time >= NYSE_TEST_FROM_MS,
    };
  });
};

/** One number for each day of the week but the first. */
export const weekdayInputs = ({ weekday }: Window): number[] =>
  [1, 2, 3, 4, 5].map((day) => (day === weekday ? 1 : 0));

/** Share of the variance of the test days that is explained. */
export const explained = (windows: readonly Window[], predicted: ArrayLike<number>): number => {
  const mean = windows.reduce((sum, w) => sum + w.target / windows.length, 0);
  let [rest, all] = [0, 0];
  for (const [i, { target }] of windows.entries()) {
    rest += (target - (predicted[i] ?? 0)) ** 2;
    all += (target - mean) ** 2;
  }
  return 1 - rest / all;
};
