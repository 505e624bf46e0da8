/** One file of the Numenta Anomaly Benchmark with a detector's scores. */
export interface ScoredFile {
  /** Timestamps as the file has them, in order. */
  readonly timestamps: readonly string[];
  /** Anomaly scores, one per timestamp; greater is stranger. */
  readonly scores: ArrayLike<number>;
  /** First and last timestamp of each labelled window, in order. */
  readonly windows: readonly (readonly [string, string])[];
}

/** Weights of the standard profile. */
const TRUE_POSITIVE = 1;
const FALSE_POSITIVE = 0.11;
const FALSE_NEGATIVE = 1;
/** Share of a file at its beginning that is not judged, and the most points that is taken of. */
const PROBATION_SHARE = 0.15;
const PROBATION_OF_MAX = 5_000;

/** What one point counts if it is detected. */
interface Point {
  readonly score: number;
  readonly worth: number;
  /** The window it lies in, unique over all files. */
  readonly window: number | undefined;
}

/** A corpus scored at its best threshold. */
export interface CorpusScore {
  /** 100 for a detector that finds every window at its first point and nothing else, 0 for one that finds nothing. */
  readonly score: number;
  /** Scores above or at this are detections: one threshold for all files, the best there is, as the benchmark takes it. */
  readonly threshold: number;
  readonly windows: number;
  readonly found: number;
  readonly falsePositives: number;
}

const sigmoidScore = (position: number): number =>
  position >= 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;

/** Points judged of one file; windows are numbered from `firstWindow`. Lavin & Ahmad 2015, section II. */
const pointsOf = ({ timestamps, scores, windows }: ScoredFile, firstWindow: number): Point[] => {
  const n = timestamps.length;
  const probation = Math.min(Math.floor(PROBATION_SHARE * n), PROBATION_SHARE * PROBATION_OF_MAX);
  const first = new Map(timestamps.map((at, i) => [at, i] as const).reverse());
  const limits = windows.map(([from, to]) => [first.get(from) ?? n, first.get(to) ?? -1] as const);
  const points: Point[] = [];
  let window = 0;
  let before: readonly [number, number] | undefined;
  for (let i = 0; i < n; i++) {
    while (window < limits.length && i > (limits[window]?.[1] ?? -1)) before = limits[window++];
    const [from, to] = limits[window] ?? [n, n];
    const inside = i >= from;
    const past = before === undefined ? 3 : (i - before[1]) / (before[1] - before[0]);
    const worth = inside
      ? (sigmoidScore(-(to - i + 1) / (to - from + 1)) * TRUE_POSITIVE) / sigmoidScore(-1)
      : sigmoidScore(past) * FALSE_POSITIVE;
    if (i >= probation)
      points.push({ score: scores[i] ?? 0, worth, window: inside ? firstWindow + window : undefined });
  }
  return points;
};

/**
 * The standard profile's score over a corpus, as the benchmark's own scorer computes it: every point of a window but the
 * earliest detected counts nothing, a missed window −1, a false alarm down to −0.11 by how long the last window is past;
 * the threshold is the best one for all files together.
 */
export const corpusScore = (files: readonly ScoredFile[]): CorpusScore => {
  let windows = 0;
  const points = files.flatMap((file) => {
    const own = pointsOf(file, windows);
    windows += file.windows.length;
    return own;
  });
  points.sort((a, b) => b.score - a.score);
  const judged = new Set(points.flatMap(({ window }) => (window === undefined ? [] : [window])));
  const nothing = -FALSE_NEGATIVE * judged.size;
  const worth = new Map<number, number>();
  let sum = nothing;
  let falsePositives = 0;
  let best: CorpusScore = {
    score: 0,
    threshold: Number.POSITIVE_INFINITY,
    windows,
    found: 0,
    falsePositives: 0,
  };
  for (const [i, point] of points.entries()) {
    if (point.window === undefined) {
      sum += point.worth;
      falsePositives++;
    } else {
      const known = worth.get(point.window) ?? -FALSE_NEGATIVE;
      worth.set(point.window, Math.max(known, point.worth));
      sum += Math.max(known, point.worth) - known;
    }
    if (points[i + 1]?.score === point.score) continue;
    const score = (100 * (sum - nothing)) / (windows * TRUE_POSITIVE - nothing);
    if (score > best.score)
      best = { score, threshold: point.score, windows, found: worth.size, falsePositives };
  }
  return best;
};
