import { type ByteReader, StateFormatError } from "@millrace/state";
import { TRACKER_SIZE } from "./error-quantiles.ts";
import { ANCHORS, SCORED } from "./horizons.ts";
import type { SeenRange } from "./paths.ts";
import type { Standing } from "./standing.ts";

/** Of the bytes in which a series is published. */
export const SERIES_VERSION = 4;

/** Everything from which a series' forecasts can be computed: what is published of a series. */
export interface SeriesState {
  readonly seriesId: string;
  /** Values learned. */
  readonly count: number;
  /** Event time of the newest value in ms since 1970. */
  readonly lastTime: number;
  /** Median ms between the last points; 0 while unknown. */
  readonly interval: number;
  /** The newest value. */
  readonly last: number;
  /** What the regressions measure values from, and in: their variable is (value − center) / unit; 0 until they started. */
  readonly center: number;
  readonly unit: number;
  /** Mean |v_t − v_{t−1}|: the error of persistence, the scale of MASE. */
  readonly scale: number;
  /** Of all values: mean and standard deviation. */
  readonly mean: number;
  readonly deviation: number;
  /** Steps of the season and of a longer one; 0 where there is none. */
  readonly period: number;
  readonly longer: number;
  /** Consecutive lags of the regressions. */
  readonly lags: number;
  /** Of the newest values, more than are told here. */
  readonly range: SeenRange;
  /** Rungs forecast elsewhere that take part in the combination one step ahead. */
  readonly always: number;
  /** The newest values less the newest one, newest first: as many as any rung looks back. */
  readonly recent: Float32Array;
  /** Coefficients of both regressions; empty until they have started. */
  readonly ar: Float32Array;
  readonly arx: Float32Array;
  /** Scaled covariates as last known. */
  readonly covariates: Float32Array;
  /** The rung that answers, by scored horizon. */
  readonly champions: readonly number[];
  /** Errors seen (up to 255) and recent loss of each rung, by scored horizon. */
  readonly standings: readonly (readonly Standing[])[];
  /** Trackers of the answer's errors, `[anchors x TRACKER_SIZE]`. */
  readonly answered: Float32Array;
}

/** Reads what `SeriesModel.write` wrote. @throws {StateFormatError} when it is cut or of another version. */
export const readSeries = (r: ByteReader): SeriesState => {
  const version = r.u8();
  if (version !== SERIES_VERSION) throw new StateFormatError(`series of version ${version}`);
  const seriesId = r.text();
  const count = r.varint();
  const [lastTime, interval, last, center, unit] = [r.f64(), r.f64(), r.f64(), r.f64(), r.f64()];
  const [scale, mean, deviation] = [r.f64(), r.f64(), r.f64()];
  const [period, longer, lags, always] = [r.varint(), r.varint(), r.varint(), r.u8()];
  const range = { low: r.f64(), high: r.f64(), seen: r.u8() };
  const numbers = (): Float32Array => {
    const read = new Float32Array(r.varint());
    r.floats(read);
    return read;
  };
  const [recent, ar, arx, covariates] = [numbers(), numbers(), numbers(), numbers()];
  const rungs = r.varint();
  const champions: number[] = [];
  const standings = SCORED.map(() => {
    champions.push(r.u8());
    return Array.from({ length: rungs }, () => ({ count: r.u8(), loss: r.f32() }));
  });
  const answered = new Float32Array(ANCHORS.length * TRACKER_SIZE);
  r.floats(answered);
  const moments = { scale, mean, deviation };
  const shape = { period, longer, lags, always, range, recent, ar, arx, covariates };
  return {
    seriesId,
    count,
    lastTime,
    interval,
    last,
    center,
    unit,
    ...moments,
    ...shape,
    champions,
    standings,
    answered,
  };
};
