import { errorSpread, valuePath } from "./autoregression.ts";
import { gridWidth, missFor } from "./conformal.ts";
import type { SeriesState } from "./series-state.ts";

/** One forecast point. */
export interface ForecastPoint {
  /** Event time in ms since 1970: the last one plus h median intervals. */
  readonly time: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Rungs that are computed from a series' own state. */
export type LinearRung = "persistence" | "ar";

/**
 * Half the width of a one-step interval around `value`, always finite. Before the first error is known it is |value|.
 * @param level coverage asked, above 0.5 and below 0.999; at other levels than the steered one the adapted share of
 * misses is scaled in proportion.
 */
export const halfWidth = (state: SeriesState, rung: string, level: number, value: number): number => {
  const found = state.residuals.find((r) => r.rung === rung);
  if (found === undefined || found.count === 0) return Math.abs(value);
  return gridWidth((i) => found.quantiles[i] ?? 0, missFor(found.miss, state.level, level));
};

/**
 * Points with intervals around values that were forecast elsewhere (a network's, one per step). The one-step interval of
 * `rung` is widened by √h, as if errors were those of a random walk; intervals learned per horizon come later.
 */
export const forecastAround = (
  state: SeriesState,
  values: readonly number[],
  level: number,
  rung: string,
  spread: readonly number[] = values.map((_, h) => Math.sqrt(h + 1)),
): ForecastPoint[] =>
  values.map((value, h) => {
    const width = halfWidth(state, rung, level, value) * (spread[h] ?? 1);
    const time = state.lastTime + (h + 1) * state.interval;
    return { time, value, lower: value - width, upper: value + width };
  });

/**
 * Forecasts of a series for 1 … `horizon` steps ahead; none while it has no two values (persistence) or its regression
 * has not started ("ar"). The one-step conformal interval is widened by √h for persistence and for the regression by
 * √(ψ₀² + … + ψ_{h−1}²), the growth of its error if the coefficients were true. Every number is finite. Pure;
 * O(horizon x lags).
 * @param level coverage asked, above 0.5 and below 0.999.
 */
export const forecast = (
  state: SeriesState,
  horizon: number,
  level: number,
  rung: LinearRung,
): ForecastPoint[] => {
  const last = state.recent[0];
  if (last === undefined || state.interval <= 0) return [];
  if (rung === "persistence")
    return forecastAround(state, new Array<number>(horizon).fill(last), level, rung);
  if (state.coefficients.length === 0) return [];
  const phi = state.coefficients.slice(1);
  const ar = { weights: state.coefficients, lags: phi.length, center: state.center, unit: state.unit };
  const values = valuePath(ar, state.recent, horizon);
  return forecastAround(state, values, level, rung, errorSpread(phi, horizon));
};
