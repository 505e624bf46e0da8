import { calendarMatters, calendarPart } from "./calendar.ts";
import {
  calendarInputs,
  covariateInputs,
  type InputShape,
  inputCount,
  SEASON_LAGS,
  weighted,
  writeInputs,
} from "./regression-inputs.ts";

/** Rungs that are computed from a series' own values, from the trivial one up; the order of {@link Paths}. */
export const LINEAR_RUNGS = ["persistence", "seasonal", "ar", "arx"] as const;

/** Rungs, from the trivial one up, that take part in the combination at a scored horizon. */
export const combined = (scored: number, always: number): number =>
  LINEAR_RUNGS.length + (scored === 0 ? always : 0);

/** Deviations from the center are held within so many times the farthest one known. */
const LIMIT = 1000;
/** Newest values whose range bounds a path. */
const RANGE_OF = 192;

/** All that the linear forecasts of a series follow from. */
export interface LinearFacts {
  readonly history: Float64Array;
  /** Where the newest value lies; older ones follow. */
  readonly at: number;
  /** Values known. */
  readonly known: number;
  readonly center: number;
  /** 0 until the regressions have started. */
  readonly unit: number;
  readonly period: number;
  readonly longer: number;
  readonly lastTime: number;
  readonly interval: number;
  /** Autoregression: intercept, then one per lag. */
  readonly ar: ArrayLike<number>;
  readonly arAt: number;
  /** The full regression, in the order of its inputs. */
  readonly arx: ArrayLike<number>;
  readonly arxAt: number;
  readonly covariates: ArrayLike<number>;
  readonly covariatesAt: number;
}

/** Facts of a series without values, to be filled in. */
export const noFacts = (): { -readonly [K in keyof LinearFacts]: LinearFacts[K] } => ({
  history: new Float64Array(0),
  at: 0,
  known: 0,
  center: 0,
  unit: 0,
  period: 0,
  longer: 0,
  lastTime: 0,
  interval: 0,
  ar: [],
  arAt: 0,
  arx: [],
  arxAt: 0,
  covariates: [],
  covariatesAt: 0,
});

/** Forecasts by rung; NaN where a rung has nothing to say. */
export type Paths = readonly Float64Array[];

/** The least and the greatest of the newest values, and how many they were. */
export interface SeenRange {
  readonly low: number;
  readonly high: number;
  /** 1 or more. */
  readonly seen: number;
}

/** The range of a series' newest 192 values. */
export const rangeOf = ({ history, at, known }: Pick<LinearFacts, "history" | "at" | "known">): SeenRange => {
  const seen = Math.max(1, Math.min(known, RANGE_OF));
  let [low, high] = [history[at] ?? 0, history[at] ?? 0];
  for (let i = 1; i < seen; i++) {
    const value = history[at + i] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high, seen };
};

/**
 * Computes the linear rungs: one step ahead, and whole horizons in which each forecast stands in for the value that it
 * foretells. One object serves one thread and keeps nothing between calls.
 */
export class LinearForecaster {
  readonly shape: InputShape;
  readonly inputs: number;
  readonly #calendarAt: number;
  readonly #x: Float64Array;
  #scratch = new Float64Array(0);

  constructor(shape: InputShape) {
    this.shape = shape;
    this.inputs = inputCount(shape);
    this.#calendarAt = calendarInputs(shape);
    this.#x = new Float64Array(this.inputs);
  }

  /** The next value by each rung, into `out` `[4]`. O(inputs). @param time when it is expected, ms since 1970. */
  next(facts: LinearFacts, time: number, out: Float64Array): void {
    const { history, at, known, period, longer, unit } = facts;
    const season = longer > 0 && longer <= known ? longer : period;
    out[0] = known > 0 ? (history[at] ?? 0) : Number.NaN;
    out[1] = season > 0 && season <= known ? (history[at + season - 1] ?? 0) : Number.NaN;
    out[2] = Number.NaN;
    out[3] = Number.NaN;
    if (!(unit > 0)) return;
    const x = this.inputsAt(facts, time);
    const limit = this.#limit(facts);
    // The first inputs of the full regression are those of the other.
    const ar = weighted(facts.ar, facts.arAt, x, 1 + this.shape.lags);
    const arx = weighted(facts.arx, facts.arxAt, x, this.inputs);
    out[2] = bounded(facts.center, unit * ar, limit, history[at] ?? 0);
    out[3] = bounded(facts.center, unit * arx, limit, history[at] ?? 0);
  }

  /** The inputs that `next` would use for the full regression; valid until the next call of any method. */
  inputsAt(facts: LinearFacts, time: number): Float64Array {
    writeInputs(this.#x, this.shape, facts, time);
    return this.#x;
  }

  /**
   * Values 1 … `horizon` steps ahead by each rung. O(horizon x inputs). Regressions are held within half the range beyond
   * the one seen, and further out in proportion: an unstable one gives no explosion.
   * @param into `[4][horizon]`, filled.
   */
  paths(facts: LinearFacts, horizon: number, into: Paths, range: SeenRange = rangeOf(facts)): void {
    const { history, at, known, period, longer, center, unit, lastTime, interval } = facts;
    const season = longer > 0 && longer <= known ? longer : period;
    const [persistence, seasonal, ar, arx] = into;
    persistence?.fill(known > 0 ? (history[at] ?? 0) : Number.NaN, 0, horizon);
    for (let h = 0; h < horizon && seasonal !== undefined; h++) {
      const back = season > 0 ? season - 1 - (h % season) : known;
      seasonal[h] = back < known ? (history[at + back] ?? 0) : Number.NaN;
    }
    if (!(unit > 0)) {
      ar?.fill(Number.NaN, 0, horizon);
      arx?.fill(Number.NaN, 0, horizon);
      return;
    }
    const x = this.#unrolled(facts, horizon);
    const low = (range.low - center) / unit;
    const high = (range.high - center) / unit;
    const more = (high - low) / range.seen;
    const half = (high - low) / 2;
    const rest = this.#constantPart(facts);
    const dated = calendarMatters(interval);
    for (let h = 0; h < horizon && ar !== undefined; h++) {
      const room = half + more * (h + 1);
      const value = within(this.#lagPart(facts.ar, facts.arAt, x, horizon - h), low - room, high + room);
      x[horizon - h - 1] = value;
      ar[h] = finite(center + unit * value, history[at] ?? 0);
    }
    for (let h = 0; h < horizon && arx !== undefined; h++) {
      const newest = horizon - h;
      const sum =
        this.#lagPart(facts.arx, facts.arxAt, x, newest) +
        (period > 0 ? this.#seasonPart(facts, x, newest, known + h) : 0) +
        (dated
          ? calendarPart(facts.arx, facts.arxAt + this.#calendarAt, lastTime + (h + 1) * interval, interval)
          : 0);
      const room = half + more * (h + 1);
      const value = within(sum + rest, low - room, high + room);
      x[newest - 1] = value;
      arx[h] = finite(center + unit * value, history[at] ?? 0);
    }
  }

  /** The newest values, scaled, with room for `horizon` more before them. */
  #unrolled(
    { history, at, known, period, longer, center, unit }: LinearFacts,
    horizon: number,
  ): Float64Array {
    const needed = Math.min(known, Math.max(this.shape.lags, period + 1, longer + 1));
    if (this.#scratch.length < horizon + needed) this.#scratch = new Float64Array(2 * (horizon + needed));
    const scratch = this.#scratch;
    for (let i = 0; i < needed; i++) scratch[horizon + i] = ((history[at + i] ?? 0) - center) / unit;
    return scratch;
  }

  /** Scaled values that a path may reach: those known, and beyond them half their range and more for far horizons. */
  #lagPart(weights: ArrayLike<number>, weightsAt: number, x: Float64Array, at: number): number {
    let sum = weights[weightsAt] ?? 0;
    for (let i = 0; i < this.shape.lags; i++) sum += (weights[weightsAt + 1 + i] ?? 0) * (x[at + i] ?? 0);
    return sum;
  }

  #seasonPart(
    { arx, arxAt, period, longer }: LinearFacts,
    x: Float64Array,
    at: number,
    known: number,
  ): number {
    let sum = 0;
    let weight = arxAt + 1 + this.shape.lags;
    for (let season = 0; season < 2; season++) {
      const steps = season === 0 ? period : longer;
      for (let i = 0; i < SEASON_LAGS; i++, weight++)
        if (steps > 0 && steps + i <= known) sum += (arx[weight] ?? 0) * (x[at + steps + i - 1] ?? 0);
    }
    return sum;
  }

  #constantPart({ arx, arxAt, covariates, covariatesAt }: LinearFacts): number {
    let sum = 0;
    const from = arxAt + covariateInputs(this.shape.lags);
    for (let i = 0; i < this.shape.covariates; i++)
      sum += (arx[from + i] ?? 0) * (covariates[covariatesAt + i] ?? 0);
    return sum;
  }

  #limit({ history, at, known, center, unit }: LinearFacts): number {
    let farthest = unit;
    const lags = Math.min(known, this.shape.lags);
    for (let i = 0; i < lags; i++) farthest = Math.max(farthest, Math.abs((history[at + i] ?? 0) - center));
    return LIMIT * farthest;
  }
}

const bounded = (center: number, deviation: number, limit: number, last: number): number =>
  finite(center + Math.max(-limit, Math.min(limit, deviation)), last);

const within = (value: number, low: number, high: number): number =>
  Number.isNaN(value) ? 0 : Math.max(low, Math.min(high, value));

const finite = (value: number, otherwise: number): number => (Number.isFinite(value) ? value : otherwise);
