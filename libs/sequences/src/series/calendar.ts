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

/**
 * Writes the calendar's numbers for a moment (UTC) to `into[at …]`: hour of day where points are less than half a day
 * apart, day of week where they are at most two days apart, else zeros. About 10 ns.
 * @param time ms since 1970.
 * @param interval ms between two points of the series; 0 while unknown.
 */
export const writeCalendar = (into: Float64Array, at: number, time: number, interval: number): void => {
  for (let i = 0; i < CALENDAR_SIZE; i++) into[at + i] = 0;
  if (interval <= 0) return;
  const days = Math.floor(time / DAY_MS);
  if (interval < DAY_MS / 2) {
    const bin = Math.floor(((time - days * DAY_MS) / DAY_MS) * BINS) * HARMONICS;
    for (let i = 0; i < HARMONICS; i++) into[at + i] = table[bin + i] ?? 0;
  }
  if (interval > 2 * DAY_MS) return;
  // 1970-01-01 was a Thursday: day 4 of a week that begins on Sunday.
  const weekday = (((days + 4) % 7) + 7) % 7;
  if (weekday > 0) into[at + HARMONICS + weekday - 1] = 1;
};

/** Σ w_i c_i over the calendar's numbers for a moment, without writing them down. About 5 ns. */
export const calendarPart = (
  weights: ArrayLike<number>,
  at: number,
  time: number,
  interval: number,
): number => {
  if (interval <= 0 || interval > 2 * DAY_MS) return 0;
  const days = Math.floor(time / DAY_MS);
  let sum = 0;
  if (interval < DAY_MS / 2) {
    const bin = Math.floor(((time - days * DAY_MS) / DAY_MS) * BINS) * HARMONICS;
    for (let i = 0; i < HARMONICS; i++) sum += (weights[at + i] ?? 0) * (table[bin + i] ?? 0);
  }
  const weekday = (((days + 4) % 7) + 7) % 7;
  return weekday > 0 ? sum + (weights[at + HARMONICS + weekday - 1] ?? 0) : sum;
};
