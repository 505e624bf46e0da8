/** Numbers of running scale per series. */
export const RUNNING_SIZE = 5;
/** Readings that the running averages remember: older ones fade with weight (1 − 1/512) per reading. */
export const RUNNING_WINDOW = 512;
/** Scaled inputs and outputs are cut off here, so that one wild reading cannot saturate a state for long. */
export const SCALED_LIMIT = 8;

const COUNT = 0;
const MEAN = 1;
const VARIANCE = 2;
const DIFFERENCE = 3;
const LAST = 4;

/**
 * Takes a reading into a series' running scale, in place: five numbers at `offset`: readings so far, running mean,
 * running variance, running mean absolute difference of neighbours, last reading. All zero before the first.
 * Averages are plain until `RUNNING_WINDOW` readings, exponential after (West 1979).
 */
export const updateScale = (running: Float64Array, offset: number, value: number): void => {
  const count = running[offset + COUNT] ?? 0;
  const mean = running[offset + MEAN] ?? 0;
  const gain = 1 / Math.min(count + 1, RUNNING_WINDOW);
  const away = value - mean;
  running[offset + MEAN] = mean + gain * away;
  running[offset + VARIANCE] = (1 - gain) * ((running[offset + VARIANCE] ?? 0) + gain * away * away);
  if (count > 0) {
    const step = Math.abs(value - (running[offset + LAST] ?? 0));
    const gainOfSteps = 1 / Math.min(count, RUNNING_WINDOW);
    const steps = running[offset + DIFFERENCE] ?? 0;
    running[offset + DIFFERENCE] = steps + gainOfSteps * (step - steps);
  }
  running[offset + COUNT] = count + 1;
  running[offset + LAST] = value;
};

/** (value − running mean) / running standard deviation, cut at ±8; 0 while the deviation is 0. Free of unit and level. */
export const scaledLevel = (running: Float64Array, offset: number, value: number): number => {
  const deviation = Math.sqrt(running[offset + VARIANCE] ?? 0);
  return deviation > 0 ? clamp((value - (running[offset + MEAN] ?? 0)) / deviation) : 0;
};

/** Difference of two readings in running mean absolute differences, cut at ±8; 0 while that is 0. */
export const scaledDifference = (running: Float64Array, offset: number, difference: number): number => {
  const unit = running[offset + DIFFERENCE] ?? 0;
  return unit > 0 ? clamp(difference / unit) : 0;
};

/** The reading that lies `scaled` mean absolute differences beyond `from`. */
export const unscaled = (running: Float64Array, offset: number, from: number, scaled: number): number =>
  from + clamp(scaled) * (running[offset + DIFFERENCE] ?? 0);

/** The last reading taken in; 0 before the first. */
export const lastReading = (running: Float64Array, offset: number): number => running[offset + LAST] ?? 0;

/** Readings taken in. */
export const readingCount = (running: Float64Array, offset: number): number => running[offset + COUNT] ?? 0;

const clamp = (x: number): number => Math.min(SCALED_LIMIT, Math.max(-SCALED_LIMIT, x));
