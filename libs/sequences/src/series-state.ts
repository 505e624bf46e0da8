import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";

const VERSION = 1;

/** What is known of one rung's errors. */
export interface RungResiduals {
  readonly rung: string;
  /** One-step errors seen. */
  readonly count: number;
  /** Share of misses that intervals at the steered level are asked for now. */
  readonly miss: number;
  /** Quantiles of the recent |one-step error| at MISS_GRID, in the unit of the values. */
  readonly quantiles: readonly number[];
}

/** Everything from which a series' forecasts can be computed: what is published of a series. */
export interface SeriesState {
  readonly seriesId: string;
  /** Values learned. */
  readonly count: number;
  /** Event time of the newest value in ms since 1970. */
  readonly lastTime: number;
  /** Median ms between the last points; 0 while unknown. */
  readonly interval: number;
  /** The newest values, newest first: as many as the regression has lags, fewer at the beginning. */
  readonly recent: readonly number[];
  /** Of the regression: intercept, then one per lag, newest first. Empty until it has started. */
  readonly coefficients: readonly number[];
  /** What the regression measures values from, and in: its variable is (value − center) / unit. */
  readonly center: number;
  readonly unit: number;
  /** Mean |v_t − v_{t−1}|: the error of persistence, the scale of MASE. */
  readonly scale: number;
  /** Of all values: mean and standard deviation. */
  readonly mean: number;
  readonly deviation: number;
  /** Coverage that intervals are steered to. */
  readonly level: number;
  /** By rung: "persistence", "ar", then those forecast elsewhere. */
  readonly residuals: readonly RungResiduals[];
}

const numbers = (w: ByteWriter, values: readonly number[]): ByteWriter =>
  w.varint(values.length).floats(Float64Array.from(values));

const readNumbers = (r: ByteReader): number[] => {
  const length = r.varint();
  const values: number[] = [];
  for (let i = 0; i < length; i++) values.push(r.f64());
  return values;
};

/** A series as bytes, every number exact: about 0.6 KB at 8 lags and two rungs. */
export const encodeSeries = (s: SeriesState): Uint8Array => {
  const w = new ByteWriter(1024).u8(VERSION).text(s.seriesId).varint(s.count);
  w.f64(s.lastTime).f64(s.interval).f64(s.center).f64(s.unit).f64(s.scale).f64(s.mean).f64(s.deviation);
  w.f64(s.level);
  numbers(numbers(w, s.recent), s.coefficients).varint(s.residuals.length);
  for (const { rung, count, miss, quantiles } of s.residuals)
    numbers(w.text(rung).varint(count).f64(miss), quantiles);
  return w.finish();
};

/** What {@link encodeSeries} wrote. @throws {StateFormatError} when it is cut or of another version. */
export const decodeSeries = (bytes: Uint8Array): SeriesState => {
  const r = new ByteReader(bytes);
  const version = r.u8();
  if (version !== VERSION) throw new StateFormatError(`series of version ${version}`);
  const seriesId = r.text();
  const count = r.varint();
  const [lastTime, interval, center, unit] = [r.f64(), r.f64(), r.f64(), r.f64()];
  const [scale, mean, deviation, level] = [r.f64(), r.f64(), r.f64(), r.f64()];
  const recent = readNumbers(r);
  const coefficients = readNumbers(r);
  const residuals: RungResiduals[] = [];
  for (let rungs = r.varint(); rungs > 0; rungs--)
    residuals.push({ rung: r.text(), count: r.varint(), miss: r.f64(), quantiles: readNumbers(r) });
  return {
    seriesId,
    count,
    lastTime,
    interval,
    recent,
    coefficients,
    center,
    unit,
    scale,
    mean,
    deviation,
    level,
    residuals,
  };
};
