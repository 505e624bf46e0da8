import {
  RUNNING_SIZE,
  readingCount,
  scaledDifference,
  scaledLevel,
  updateScale,
} from "../networks/running-scale.ts";
import { SERIES_INPUTS } from "../networks/series.ts";
import type { Span } from "./lanes.ts";

/** The readings of one series, evenly spaced in time. */
export interface Series {
  readonly values: ArrayLike<number>;
  /** What the caller adds to each reading, `[values x featureSize]`, row-major. */
  readonly features?: ArrayLike<number>;
}

/** All series scaled as they are when serving, one after another. */
export interface SeriesData {
  readonly inputSize: number;
  /** `[readings x inputSize]`. */
  readonly inputs: Float32Array;
  /** Scaled difference to the next reading. */
  readonly targets: Float32Array;
  /** 1 where the target is learned; 0 at a series' end and while its scale is unsettled. */
  readonly weights: Float32Array;
  /** Pieces of the series' first parts. */
  readonly training: readonly Span[];
  /** First reading of each series that is judged, by its place in the series. */
  readonly cuts: readonly number[];
}

/** Readings after which a series' running scale is taken as settled. */
export const SETTLING = 16;

const PIECE_MIN = 64;

/**
 * Scales series and cuts their training parts into pieces, about two per lane, so that all lanes have work.
 * @param featureSize numbers per reading in `features`.
 */
export const seriesData = (
  series: readonly Series[],
  featureSize: number,
  validationShare: number,
  lanes: number,
): SeriesData => {
  const total = series.reduce((sum, { values }) => sum + values.length, 0);
  const inputSize = SERIES_INPUTS + featureSize;
  const inputs = new Float32Array(total * inputSize);
  const targets = new Float32Array(total);
  const weights = new Float32Array(total);
  const cuts = series.map(({ values }) => Math.floor(values.length * (1 - validationShare)));
  const trained = cuts.reduce((sum, cut) => sum + cut, 0);
  const piece = Math.max(PIECE_MIN, Math.ceil(trained / (2 * lanes)));
  const training: Span[] = [];
  let start = 0;
  series.forEach(({ values, features }, s) => {
    const running = new Float64Array(RUNNING_SIZE);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? 0;
      const before = values[Math.max(0, i - 1)] ?? 0;
      updateScale(running, 0, value);
      const at = start + i;
      inputs[at * inputSize] = scaledLevel(running, 0, value);
      inputs[at * inputSize + 1] = scaledDifference(running, 0, value - before);
      for (let f = 0; f < featureSize; f++)
        inputs[at * inputSize + SERIES_INPUTS + f] = features?.[i * featureSize + f] ?? 0;
      if (i + 1 === values.length) continue;
      targets[at] = scaledDifference(running, 0, (values[i + 1] ?? 0) - value);
      weights[at] = readingCount(running, 0) < SETTLING ? 0 : 1;
    }
    const last = (cuts[s] ?? 0) - 1;
    for (let i = 0; i < last; i += piece)
      training.push({ start: start + i, length: Math.min(piece, last - i) });
    start += values.length;
  });
  return { inputSize, inputs, targets, weights, training, cuts };
};
