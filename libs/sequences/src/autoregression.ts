/** One autoregression as it is applied: v̂ = c + u (w₀ + Σ w_i (v_{t−i} − c) / u), kept in flat arrays. */
export interface Autoregression {
  /** Intercept, then one coefficient per lag, the newest first, in units of `unit`. */
  readonly weights: ArrayLike<number>;
  readonly lags: number;
  /** c: what values are measured from. */
  readonly center: number;
  /** u: what they are measured in; above 0. */
  readonly unit: number;
}

/**
 * How far from the center a forecast may be: 1,000 times as far as the farthest of its lags. A regression that has
 * become unstable then gives large numbers rather than infinite ones.
 */
export const forecastLimit = (ar: Autoregression, history: ArrayLike<number>, historyAt: number): number => {
  let farthest = ar.unit;
  for (let i = 0; i < ar.lags; i++)
    farthest = Math.max(farthest, Math.abs((history[historyAt + i] ?? 0) - ar.center));
  return 1000 * farthest;
};

/** The next value. O(lags). @param history values, the newest first from `historyAt`. @param weightsAt where the intercept lies. */
export const nextValue = (
  ar: Autoregression,
  weightsAt: number,
  history: ArrayLike<number>,
  historyAt: number,
  limit: number,
): number => {
  let sum = ar.weights[weightsAt] ?? 0;
  for (let i = 0; i < ar.lags; i++)
    sum += (ar.weights[weightsAt + 1 + i] ?? 0) * (((history[historyAt + i] ?? 0) - ar.center) / ar.unit);
  const deviation = ar.unit * sum;
  if (Number.isNaN(deviation)) return history[historyAt] ?? 0;
  return ar.center + Math.max(-limit, Math.min(limit, deviation));
};

/** The next `horizon` values, each forecast standing in for the value that it foretells. O(horizon x lags). */
export const valuePath = (ar: Autoregression, history: readonly number[], horizon: number): number[] => {
  const limit = forecastLimit(ar, history, 0);
  const known = history.slice(0, ar.lags);
  const path: number[] = [];
  for (let h = 0; h < horizon; h++) {
    const value = nextValue(ar, 0, known, 0, limit);
    path.push(value);
    known.pop();
    known.unshift(value);
  }
  return path;
};

/** Growth is not followed beyond this, so that an unstable regression has finite intervals. */
const SPREAD_MAX = 1e6;

/**
 * Standard deviation of the h-step error in units of the one-step error, for h = 1 … horizon: √(ψ₀² + … + ψ_{h−1}²) with
 * ψ₀ = 1, ψ_k = Σ φ_i ψ_{k−i} (Box & Jenkins, Time Series Analysis, 5.1), φ the lag coefficients. O(horizon x lags).
 */
export const errorSpread = (phi: readonly number[], horizon: number): number[] => {
  const psi = [1];
  const spread: number[] = [];
  let sum = 0;
  for (let h = 0; h < horizon; h++) {
    sum += (psi[h] ?? 0) ** 2;
    spread.push(Math.min(SPREAD_MAX, Math.sqrt(sum)));
    let next = 0;
    for (let i = 0; i < Math.min(phi.length, h + 1); i++) next += (phi[i] ?? 0) * (psi[h - i] ?? 0);
    psi.push(Math.max(-SPREAD_MAX, Math.min(SPREAD_MAX, next)));
  }
  return spread;
};
