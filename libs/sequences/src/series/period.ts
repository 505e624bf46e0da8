/** Points that must overlap for an autocorrelation to count. */
const OVERLAP_MIN = 48;
/** Autocorrelation that a season must have at least. */
const SEASON_MIN = 0.25;
/** How far a peak must rise above the deepest place before it: slow decay has small peaks everywhere. */
const PROMINENCE_MIN = 0.15;
/** Standard errors that a peak must be away from 0. */
const ERRORS_MIN = 2.5;
/** By how much a longer season must correlate better to be one of its own. */
const LONGER_GAIN = 0.04;

/** Autocorrelations at lags 0 … `lagMax` of values without their mean (Box & Jenkins, 2.1), each over its own overlap. O(n x lagMax). */
export const autocorrelations = (values: ArrayLike<number>, lagMax: number): Float64Array => {
  const n = values.length;
  const result = new Float64Array(lagMax + 1);
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (values[i] ?? 0) / n;
  const centered = new Float64Array(n);
  // Sums of the first i squares, so that each overlap's own are at hand.
  const squares = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const v = (values[i] ?? 0) - mean;
    centered[i] = v;
    squares[i + 1] = (squares[i] ?? 0) + v * v;
  }
  const whole = squares[n] ?? 0;
  let first = 0;
  for (; first + 3 <= lagMax; first += 4) fourProducts(centered, first, result);
  for (; first <= lagMax; first++) result[first] = productAt(centered, first, first, n);
  for (let lag = 0; lag <= lagMax; lag++) {
    const early = squares[n - lag] ?? 0;
    const late = whole - (squares[lag] ?? 0);
    result[lag] = early > 0 && late > 0 ? (result[lag] ?? 0) / Math.sqrt(early * late) : 0;
  }
  return result;
};

/** Σ x_(i−lag) x_i for i from `from` to `to`, exclusive. */
const productAt = (x: Float64Array, lag: number, from: number, to: number): number => {
  let product = 0;
  for (let i = from; i < to; i++) product += (x[i - lag] ?? 0) * (x[i] ?? 0);
  return product;
};

/** The sums of four lags, into `into`: side by side, since each addition waits for the one before; with the same bits. */
const fourProducts = (x: Float64Array, lag: number, into: Float64Array): void => {
  const n = x.length;
  const from = Math.min(n, lag + 3);
  let a = productAt(x, lag, lag, from);
  let b = productAt(x, lag + 1, lag + 1, from);
  let c = productAt(x, lag + 2, lag + 2, from);
  let d = 0;
  for (let i = from; i < n; i++) {
    const own = x[i] ?? 0;
    a += (x[i - lag] ?? 0) * own;
    b += (x[i - lag - 1] ?? 0) * own;
    c += (x[i - lag - 2] ?? 0) * own;
    d += (x[i - lag - 3] ?? 0) * own;
  }
  into[lag] = a;
  into[lag + 1] = b;
  into[lag + 2] = c;
  into[lag + 3] = d;
};

/** The values without their straight line of least squares: a trend correlates at every lag. */
const detrended = (values: ArrayLike<number>): Float64Array => {
  const n = values.length;
  let [mean, slope] = [0, 0];
  for (let i = 0; i < n; i++) mean += (values[i] ?? 0) / n;
  const middle = (n - 1) / 2;
  for (let i = 0; i < n; i++) slope += (i - middle) * ((values[i] ?? 0) - mean);
  slope /= (n * (n * n - 1)) / 12;
  return Float64Array.from({ length: n }, (_, i) => (values[i] ?? 0) - mean - slope * (i - middle));
};

/** Seasons found in a series, in steps; 0 where there is none. */
export interface Seasons {
  /** The shortest clear one, such as the day. */
  readonly period: number;
  /** A longer one that correlates better still, such as the week. */
  readonly longer: number;
  /** Autocorrelation at `period`. */
  readonly strength: number;
}

/**
 * The seasons of the newest values: peaks of their autocorrelation that rise from a trough. The shortest lag within 0.1 of
 * the greatest peak is the period, so that a day is not taken for its multiples. O(n²): meant to be asked now and then.
 * @param values evenly spaced, in either direction of time.
 * @param current period known before: it stays unless another is better by 0.1.
 */
export const findSeasons = (values: ArrayLike<number>, current = 0): Seasons => {
  const none = { period: 0, longer: 0, strength: 0 };
  const lagMax = values.length - OVERLAP_MIN;
  if (lagMax < 4) return none;
  const r = autocorrelations(detrended(values), lagMax);
  const peaks: number[] = [];
  let trough = r[1] ?? 0;
  let squares = (r[1] ?? 0) ** 2;
  for (let lag = 2; lag < lagMax; lag++) {
    const own = r[lag] ?? 0;
    trough = Math.min(trough, own);
    // Bartlett's standard error, where only the lags below half of this one are real.
    if (lag % 2 === 0) squares += (r[lag / 2] ?? 0) ** 2;
    const error = Math.sqrt((1 + 2 * squares) / (values.length - lag));
    const peak = own >= (r[lag - 1] ?? 0) && own > (r[lag + 1] ?? 0);
    if (peak && own > Math.max(SEASON_MIN, ERRORS_MIN * error) && own - trough > PROMINENCE_MIN)
      peaks.push(lag);
  }
  const top = Math.max(0, ...peaks.map((lag) => r[lag] ?? 0));
  const first = sharpened(r, peaks.find((lag) => (r[lag] ?? 0) >= top - 0.1) ?? 0);
  const other = Math.abs(first - current) > 2;
  const stays =
    other && current > 0 && current <= lagMax && (r[current] ?? 0) >= Math.max(SEASON_MIN, top - 0.1);
  const period = stays ? current : first;
  if (period === 0) return none;
  const strength = r[period] ?? 0;
  let longer = 0;
  for (const lag of peaks) {
    if (lag <= 1.5 * period || (r[lag] ?? 0) < strength + LONGER_GAIN) continue;
    if (longer === 0 || (r[lag] ?? 0) > (r[longer] ?? 0) + 0.02) longer = lag;
  }
  return { period, longer, strength };
};

/** The lag within one step of `lag` whose multiples correlate best: off by one, they drift away from the season. */
const sharpened = (r: Float64Array, lag: number): number => {
  let best = lag;
  let most = Number.NEGATIVE_INFINITY;
  for (let near = Math.max(2, lag - 1); near <= lag + 1 && lag > 3; near++) {
    let [sum, count] = [0, 0];
    for (let multiple = near; multiple < r.length && count < 4; multiple += near, count++)
      sum += r[multiple] ?? 0;
    if (sum / count <= most) continue;
    best = near;
    most = sum / count;
  }
  return best;
};
