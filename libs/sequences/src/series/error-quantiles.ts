/** Coverages whose half-widths are steered, each by its own loop. Ascending. */
export const LEVELS: readonly number[] = [0.1, 0.3, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];

const LEVEL_COUNT = LEVELS.length;

const COUNT = 0;
const SCALE = 1;
const RUN = 2;
const QUANTILES = 3;
/** Numbers of one tracker: errors seen, their scale, wild errors in a row, the logarithm of one quantile per level. */
export const TRACKER_SIZE = QUANTILES + LEVELS.length;

/** Beyond this an error counts as this: what a 32-bit float can hold with room for a factor. */
const ERROR_MAX = 1e37;
/** Logarithms of scaled quantiles are held within these. */
const LOG_MIN = -6;
const LOG_MAX = 5;
/** A scaled error from here on is wild: alone it moves the scale by no more than this. */
const WILD = 5;
/** Errors while which the loops of one step ahead run at three times the step of those further ahead. */
const YOUNG = 60;
/** Of |error| / mean |error| where errors are normal: what a tracker begins with. */
const NORMAL_QUANTILES = [0.157, 0.483, 0.845, 1.171, 1.606, 2.061, 2.456, 2.916, 3.228, 3.518, 4.124];
const NORMAL_LOGS = NORMAL_QUANTILES.map(Math.log);

/**
 * Least η one step ahead: ln 36 / (0.03 · 1000), so that a quantile may move 36-fold against its scale within 1,000 errors
 * and still the share of misses among them is off by 3 % at most.
 */
const RATE_MIN = 0.12;
const farRates = LEVELS.map((level) => Math.min(0.2, 0.02 + 0.01 / Math.sqrt(1 - level)));

/** By how much ln q moves up after a miss and down after a hit, by level. */
interface Steps {
  readonly up: Float64Array;
  readonly down: Float64Array;
}

const stepsAt = (rates: readonly number[]): Steps => ({
  up: Float64Array.from(LEVELS, (level, i) => (rates[i] ?? 0) * level),
  down: Float64Array.from(LEVELS, (level, i) => (rates[i] ?? 0) * (1 - level)),
});

const nearSteps = stepsAt(farRates.map((rate) => Math.max(RATE_MIN, rate)));
const youngSteps = stepsAt(farRates.map((rate) => 3 * rate));
/** Further ahead errors come in runs and are known late: larger steps would overshoot. */
const farSteps = stepsAt(farRates);
/** −ln of the share of misses. */
const depths = LEVELS.map((level) => -Math.log(1 - level));

/** Anything indexed that a tracker may lie in. */
type Numbers = Float32Array | Float64Array;

/**
 * Takes one error into the tracker at `at`: steers each level's quantile by whether its interval held the error, then
 * follows the scale. Quantile tracking on the logarithm: ln q ← ln q + η (err − α), err 1 for a miss, α the share of
 * misses asked; the online conformal step of Gibbs & Candès (2021) on the quantile itself as in conformal PID control
 * (Angelopoulos, Candès & Tibshirani 2023, eq. 4), scale-free. Over any T errors the share of misses is off α by exactly
 * (ln q_T − ln q_0) / (ηT), whatever the errors are. About 60 ns.
 * @param memory errors that the scale remembers.
 * @param issued how the interval was when it was given, for errors that become known later.
 */
export const trackError = (
  data: Numbers,
  at: number,
  error: number,
  memory: number,
  issued?: Issued,
): void => {
  const size = Math.min(ERROR_MAX, Math.abs(error));
  const count = data[at + COUNT] ?? 0;
  if (count === 0) for (let i = 0; i < LEVELS.length; i++) data[at + QUANTILES + i] = NORMAL_LOGS[i] ?? 0;
  const scale = data[at + SCALE] ?? 0;
  const judged = issued === undefined ? scale : issued.scale;
  if (count > 0 && judged > 0) {
    const steps = issued !== undefined ? farSteps : count < YOUNG ? youngSteps : nearSteps;
    steer(data, at + QUANTILES, Math.log(size / judged), steps, issued);
  }
  data[at + COUNT] = count + 1;
  follow(data, at, size, scale, Math.max(1 / (count + 1), 1 / memory));
};

/** The one level of {@link trackRung}. */
export const RUNG_LEVEL = 0.9;
/** Numbers of a tracker of that level alone: errors seen, their scale, wild errors in a row, the scaled quantile. */
export const RUNG_TRACKER_SIZE = 4;
const RUNG_INDEX = LEVELS.indexOf(RUNG_LEVEL);
const RUNG_START = NORMAL_QUANTILES[RUNG_INDEX] ?? 1;
const RUNG_MIN = Math.exp(LOG_MIN);
const RUNG_MAX = Math.exp(LOG_MAX);

/** The factors by which the quantile grows after a miss and shrinks after a hit. */
const factorsOf = ({ up, down }: Steps): { readonly miss: number; readonly hit: number } => ({
  miss: Math.exp(up[RUNG_INDEX] ?? 0),
  hit: Math.exp(-(down[RUNG_INDEX] ?? 0)),
});
const nearFactors = factorsOf(nearSteps);
const youngFactors = factorsOf(youngSteps);

/**
 * As {@link trackError}, for one level: what a step is on the logarithm is a factor on the quantile itself, so that no
 * logarithm is taken. About 8 ns.
 */
export const trackRung = (data: Numbers, at: number, error: number, memory: number): void => {
  const size = Math.min(ERROR_MAX, Math.abs(error));
  const count = data[at + COUNT] ?? 0;
  const scale = data[at + SCALE] ?? 0;
  let q = count === 0 ? RUNG_START : (data[at + QUANTILES] ?? 0);
  if (scale > 0) {
    const { miss, hit } = count < YOUNG ? youngFactors : nearFactors;
    q = Math.max(RUNG_MIN, Math.min(RUNG_MAX, size > q * scale ? q * miss : q * hit));
  }
  data[at + QUANTILES] = q;
  data[at + COUNT] = count + 1;
  follow(data, at, size, scale, Math.max(1 / (count + 1), 1 / memory));
};

/** Half the width of a rung's interval; undefined before its first error. */
export const rungHalfWidth = (data: Numbers, at: number): number | undefined =>
  errorCount(data, at) === 0 ? undefined : (data[at + SCALE] ?? 0) * (data[at + QUANTILES] ?? 0);

/** Steers by a score, the logarithm of a scaled error. */
const steer = (
  data: Numbers,
  at: number,
  score: number,
  { up, down }: Steps,
  issued: Issued | undefined,
): void => {
  let served = LOG_MIN;
  for (let i = 0; i < LEVEL_COUNT; i++) {
    const own = data[at + i] ?? 0;
    const q = issued === undefined ? own : issuedLog(issued, i);
    if (q > served) served = q;
    const next = score > served ? own + (up[i] ?? 0) : own - (down[i] ?? 0);
    data[at + i] = Math.max(LOG_MIN, Math.min(LOG_MAX, next));
  }
};

/** An interval as it was given, in few bytes: its scale, and each quantile's logarithm to 1/37, one byte each. */
export interface Issued {
  scale: number;
  /** `[ISSUED_WORDS]`, four quantiles in a word. */
  readonly words: Int32Array;
}

/** 32-bit words that the quantiles of an interval take. */
export const ISSUED_WORDS = Math.ceil(LEVELS.length / 4);
const ISSUED_LOW = -3;
const ISSUED_STEPS = 255 / 7;

const issuedLog = ({ words }: Issued, i: number): number =>
  ISSUED_LOW + (((words[i >> 2] ?? 0) >>> (8 * (i & 3))) & 255) / ISSUED_STEPS;

/** Writes how the interval is now to `issued`. */
export const issue = (data: Numbers, at: number, issued: Issued): void => {
  issued.scale = data[at + SCALE] ?? 0;
  issued.words.fill(0);
  for (let i = 0; i < LEVELS.length; i++) {
    const byte = Math.max(
      0,
      Math.min(255, Math.round(((data[at + QUANTILES + i] ?? 0) - ISSUED_LOW) * ISSUED_STEPS)),
    );
    issued.words[i >> 2] = (issued.words[i >> 2] ?? 0) | (byte << (8 * (i & 3)));
  }
};

/** The scale is a running mean of |error| in which one wild error counts as five scales, two in a row as 20, three as 80 … */
const follow = (data: Numbers, at: number, size: number, scale: number, gain: number): void => {
  const run = data[at + RUN] ?? 0;
  const wild = scale > 0 && size > WILD * scale;
  data[at + RUN] = wild ? run + 1 : 0;
  const cap = scale <= 0 ? size : run === 0 ? WILD * scale : WILD * scale * 4 ** Math.min(run, 60);
  data[at + SCALE] = scale + gain * (Math.min(size, cap) - scale);
};

/** Errors taken in. */
export const errorCount = (data: Numbers, at: number): number => data[at + COUNT] ?? 0;

/**
 * Half the width of the interval at `level`, any between 0 and 1 exclusive: at a steered level its own quantile, between
 * two interpolated in −ln(1 − level), beyond the last with the last slope (an exponential tail). Nested: a greater level
 * is never narrower. Undefined before the first error; else finite.
 */
export const halfWidth = (data: Numbers, at: number, level: number): number | undefined => {
  if (errorCount(data, at) === 0) return undefined;
  return (data[at + SCALE] ?? 0) * quantileAt(data, at + QUANTILES, level);
};

/** The level asked last, and its depth: one level is asked of all rungs in turn. */
let [lastLevel, lastDepth] = [0, 0];

const depthOf = (level: number): number => {
  if (level === lastLevel) return lastDepth;
  lastLevel = level;
  lastDepth = -Math.log(1 - level);
  return lastDepth;
};

const quantileAt = (data: Numbers, at: number, level: number): number => {
  const depth = depthOf(level);
  const last = LEVELS.length - 1;
  let i = 0;
  // The logarithms' greatest so far: levels are nested, and one exponential is enough.
  let log = data[at] ?? 0;
  let before = Number.NEGATIVE_INFINITY;
  while (i < last && depth > (depths[i] ?? 1)) {
    before = log;
    log = Math.max(log, data[at + ++i] ?? 0);
  }
  const q = Math.exp(log);
  const d = depths[i] ?? 1;
  if (depth === d) return q;
  const below = Math.exp(before);
  const belowDepth = i === 0 ? 0 : (depths[i - 1] ?? 0);
  const slope = (q - below) / (d - belowDepth);
  return depth < d ? below + slope * (depth - belowDepth) : q + Math.max(slope, q / d) * (depth - d);
};

/**
 * Probability that an error is at least as large as this one, under the recent errors: what `halfWidth` says, inverted.
 * 1 before the first error. Held at 1e-12 from below.
 */
export const tailProbability = (data: Numbers, at: number, error: number): number => {
  const scale = data[at + SCALE] ?? 0;
  const size = Math.abs(error);
  if (errorCount(data, at) === 0 || size === 0) return 1;
  if (!(scale > 0)) return 1e-12;
  const score = size / scale;
  let [below, belowDepth, slope] = [0, 0, 0];
  for (let i = 0; i < LEVELS.length; i++) {
    const q = Math.max(below, Math.exp(data[at + QUANTILES + i] ?? 0));
    const d = depths[i] ?? 1;
    if (score <= q)
      return Math.exp(-belowDepth - ((d - belowDepth) * (score - below)) / Math.max(q - below, 1e-12));
    slope = (q - below) / (d - belowDepth);
    below = q;
    belowDepth = d;
  }
  const depth = belowDepth + (score - below) / Math.max(slope, below / belowDepth, 1e-12);
  return Math.max(1e-12, Math.exp(-depth));
};
