/** What a strange point is a sign of. */
export const ALARM_KINDS = ["spike", "noise", "shift", "stuck", "silent", "relation"] as const;
/** One of {@link ALARM_KINDS}. */
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** What was found strange about a point. */
export interface Finding {
  /** 0 for a point like those before, towards 1 the farther it is beyond anything seen lately. */
  score: number;
  kind: AlarmKind;
}

/** Scores from here on are worth a look, and from here on an alarm. */
export const WARNING_SCORE = 0.5;
export const ALARM_SCORE = 0.9;

/** Points after which records count. */
const YOUNG = 50;
/** Points in which a record fades to half. */
const RECORD_HALF_LIFE = 8_000;
const RECORD_FADE = 0.5 ** (1 / RECORD_HALF_LIFE);
/** Points in which the memory of an event fades to half: what follows it is the same event. */
const EVENT_FADE = 0.5 ** (1 / 50);
/** Score 1 − e^(−20 x) of an excess of x: 0.5 is 3.5 % beyond the record, 0.9 is 12 % beyond. */
const STEEPNESS = 20;
/**
 * The n-th of n equal points is the farthest with a probability of 1/n, so that in a young series records fall often and
 * mean little: before so many points each must be beaten by a share more, 26 % at 100 points and 7 % at 500.
 */
const SETTLED = 1_000;
const DOUBT = 0.1;
/** A run of equal values is strange from this length on, and when it is so many times the longest before. */
const STUCK_MIN = 8;
const LONGER = 4;
/** A gap is strange from so many missed steps on. */
const SILENT_MIN = 10;

/** Running means: of the value over a long and over shorter times, of the error, and of its size. */
const MEANS = [
  { of: "value", memory: 6_400 },
  { of: "value", memory: 3_000 },
  { of: "value", memory: 10 },
  { of: "value", memory: 48 },
  { of: "value", memory: 150 },
  { of: "error", memory: 8 },
  { of: "size", memory: 16 },
] as const;
const SIGNAL_KINDS: readonly AlarmKind[] = ["spike", "spike", "noise", "shift", "shift", "shift", "shift"];
const SIGNALS = SIGNAL_KINDS.length;
/**
 * Points after which each signal speaks: a mean over m points has none of its own before m, and a record that is worth
 * the name only twice as many later.
 */
const SPEAKS_AFTER = [0, 8, 16, 0, 10, 48, 150].map((memory) => YOUNG + 2 * memory);

const COUNT = 0;
const EVENT = 1;
const LAST = 2;
const RUN = 3;
const LONGEST_RUN = 4;
const LONGEST_GAP = 5;
const MEANS_AT = 6;
const RECORDS_AT = MEANS_AT + MEANS.length;
/** Numbers that the detector keeps of one series: counters, running means, and per signal its record and its mean. */
export const DETECTOR_SIZE = RECORDS_AT + 2 * SIGNALS;

const signals = new Float64Array(SIGNALS);

/**
 * Judges a point by how far it goes beyond all that was seen before, then takes it in. Seven signals are watched: the
 * error of the forecast, its short mean and its mean size, and how far the value and its means over 10, 48 and 150 points
 * are from the long mean. Each keeps a record that fades (half in 8,000 points); the excess ln(x / record) is the exponent
 * of a Pareto tail beyond it, since what has often been large may be large again. What follows an excess belongs to the
 * same event until that has faded (half in 50 points). No threshold of any series is set: all come from its own past.
 * About 0.1 µs.
 * @param data `[DETECTOR_SIZE]` from `at`, changed.
 * @param missed steps that were missed before this point.
 */
export const detect = (
  data: Float64Array,
  at: number,
  value: number,
  error: number,
  missed: number,
  into: Finding,
): void => {
  const count = (data[at + COUNT] ?? 0) + 1;
  data[at + COUNT] = count;
  watch(data, at, value, error, count);
  let excess = 0;
  let strangest = 0;
  let wild = false;
  for (let s = 0; s < SIGNALS; s++) {
    const found = beyondRecord(data, at + RECORDS_AT + 2 * s, signals[s] ?? 0, count);
    if (s === 0) wild = found > 0;
    if (found <= excess || count <= (SPEAKS_AFTER[s] ?? YOUNG)) continue;
    excess = found;
    strangest = s;
  }
  const event = data[at + EVENT] ?? 0;
  data[at + EVENT] = Math.max(event * EVENT_FADE, excess);
  const doubt = count < SETTLED ? DOUBT * Math.log(SETTLED / count) : 0;
  into.score = 1 - Math.exp(-STEEPNESS * Math.max(0, excess - event - doubt));
  // One wild value moves all means with it.
  into.kind = wild ? "spike" : (SIGNAL_KINDS[strangest] ?? "spike");
  if (stuck(data, at, value, count)) {
    into.score = Math.max(into.score, 0.99);
    into.kind = "stuck";
  }
  if (silent(data, at, missed, count)) {
    into.score = Math.max(into.score, 0.99);
    into.kind = "silent";
  }
};

const watch = (data: Float64Array, at: number, value: number, error: number, count: number): void => {
  const long = count === 1 ? value : (data[at + MEANS_AT] ?? 0);
  for (let m = 0; m < MEANS.length; m++) {
    const mean = MEANS[m];
    if (mean === undefined) return;
    const x = mean.of === "value" ? value : mean.of === "error" ? error : Math.abs(error);
    const now = data[at + MEANS_AT + m] ?? 0;
    const memory = mean.of === "value" ? Math.min(count, mean.memory) : mean.memory;
    data[at + MEANS_AT + m] = now + (x - now) / memory;
  }
  const means = at + MEANS_AT;
  const base = data[means + 1] ?? 0;
  signals[0] = Math.abs(error);
  signals[1] = Math.abs(data[means + 5] ?? 0);
  signals[2] = data[means + 6] ?? 0;
  signals[3] = Math.abs(value - long);
  for (let m = 2; m < 5; m++) signals[2 + m] = Math.abs((data[means + m] ?? 0) - base);
};

/**
 * ln(x / record), 0 where it is within; a record is at least twice the signal's mean. Takes the signal in.
 * @param data record and mean at `at`, changed.
 */
export const beyondRecord = (data: Float64Array, at: number, x: number, count: number): number => {
  const record = data[at] ?? 0;
  const mean = (data[at + 1] ?? 0) + (x - (data[at + 1] ?? 0)) / Math.min(count, RECORD_HALF_LIFE);
  data[at] = Math.max(record * RECORD_FADE, x);
  data[at + 1] = mean;
  const reference = Math.max(record, 2 * mean);
  return count > YOUNG && x > reference ? Math.log(x / reference) : 0;
};

/** Whether a run of equal values has just become far longer than any before. */
const stuck = (data: Float64Array, at: number, value: number, count: number): boolean => {
  const same = count > 1 && data[at + LAST] === value;
  data[at + LAST] = value;
  const run = same ? (data[at + RUN] ?? 0) + 1 : 0;
  if (!same) data[at + LONGEST_RUN] = Math.max(data[at + LONGEST_RUN] ?? 0, data[at + RUN] ?? 0);
  data[at + RUN] = run;
  return count > YOUNG && run === Math.max(STUCK_MIN, LONGER * ((data[at + LONGEST_RUN] ?? 0) + 1));
};

/** Whether more steps were missed than ever, by far. */
const silent = (data: Float64Array, at: number, missed: number, count: number): boolean => {
  const longest = data[at + LONGEST_GAP] ?? 0;
  data[at + LONGEST_GAP] = Math.max(longest, missed);
  return count > YOUNG && missed >= Math.max(SILENT_MIN, LONGER * longest);
};
