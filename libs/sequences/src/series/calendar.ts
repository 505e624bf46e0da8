/** Numbers by which a regression sees the time: two harmonics of the day, six days of the week (Sunday is none). */
export const CALENDAR_SIZE = 10;

const DAY_MS = 86_400_000;
/** Bins of the day's harmonics: five minutes. */
const BINS = 288;
const HARMONICS = 4;
const table = ((): Float64Array => {
  const made = new Float64Array(BINS * HARMONICS);
  for (let bin = 0; bin < BINS; bin++) {
    const angle = (2 * Math.PI * bin) / BINS;
    made.set([Math.sin(angle), Math.cos(angle), Math.sin(2 * angle), Math.cos(2 * angle)], bin * HARMONICS);
  }
  return made;
})();

/** The hour of day is told to series whose points are so far apart at least, and less than half a day. */
const HOUR_INTERVAL_MIN = 120_000;
/** The day of week to those whose points are so far apart at least, and at most two days. */
const WEEK_INTERVAL_MIN = 1_800_000;

const tellsHour = (interval: number): boolean => interval >= HOUR_INTERVAL_MIN && interval < DAY_MS / 2;
const tellsDay = (interval: number): boolean => interval >= WEEK_INTERVAL_MIN && interval <= 2 * DAY_MS;

/**
 * Whether the calendar can say anything to a series: to one that is read every second the hour of day is a constant over
 * all that a regression remembers.
 * @param interval ms between two points; 0 while unknown.
 */
export const calendarMatters = (interval: number): boolean => tellsHour(interval) || tellsDay(interval);

const binOf = (time: number, days: number): number =>
  Math.floor(((time - days * DAY_MS) / DAY_MS) * BINS) * HARMONICS;

/** Day of a week that begins on Sunday: 1970-01-01 was a Thursday. */
const weekdayOf = (days: number): number => (((days + 4) % 7) + 7) % 7;

/**
 * Writes the calendar's numbers for a moment (UTC) to `into[at …]`; what cannot matter is 0. About 10 ns.
 * @param time ms since 1970.
 */
export const writeCalendar = (into: Float64Array, at: number, time: number, interval: number): void => {
  for (let i = 0; i < CALENDAR_SIZE; i++) into[at + i] = 0;
  const days = Math.floor(time / DAY_MS);
  if (tellsHour(interval)) {
    const bin = binOf(time, days);
    for (let i = 0; i < HARMONICS; i++) into[at + i] = table[bin + i] ?? 0;
  }
  const weekday = weekdayOf(days);
  if (tellsDay(interval) && weekday > 0) into[at + HARMONICS + weekday - 1] = 1;
};

/** Σ w_i c_i over the calendar's numbers for a moment, without writing them down. About 5 ns. */
export const calendarPart = (
  weights: ArrayLike<number>,
  at: number,
  time: number,
  interval: number,
): number => {
  const days = Math.floor(time / DAY_MS);
  let sum = 0;
  if (tellsHour(interval)) {
    const bin = binOf(time, days);
    for (let i = 0; i < HARMONICS; i++) sum += (weights[at + i] ?? 0) * (table[bin + i] ?? 0);
  }
  const weekday = weekdayOf(days);
  return tellsDay(interval) && weekday > 0 ? sum + (weights[at + HARMONICS + weekday - 1] ?? 0) : sum;
};
