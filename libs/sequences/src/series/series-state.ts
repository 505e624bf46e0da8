import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import { TRACKER_SIZE } from "./error-quantiles.ts";
import { ANCHORS, SCORED } from "./horizons.ts";
import { rangeOf, type SeenRange } from "./paths.ts";
import type { SeriesStore } from "./series-store.ts";
import type { Standing } from "./standing.ts";

const VERSION = 3;
/** Values told at least: what networks read. */
const RECENT_MIN = 24;
/** What a 32-bit float can hold. */
const FLOAT_MAX = 3.4e38;
/** More errors than this make no difference to readers. */
const COUNT_MAX = 255;

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

/** What is published of a series, from its columns. About 1.5 µs. */
export const seriesStateOf = (store: SeriesStore, seriesId: string, slot: number): SeriesState => {
  const { columns, seasons, regressions, covariates, errors, forecaster } = store;
  const { lags } = forecaster.shape;
  const unit = regressions.unit(slot);
  const [period, longer] = [seasons.period(slot), seasons.longer(slot)];
  const last = columns.last(slot);
  const back = Math.min(
    columns.known(slot),
    Math.max(RECENT_MIN, lags, period === 0 ? 0 : period + 1, longer === 0 ? 0 : longer + 1),
  );
  const recent = new Float32Array(back);
  for (let i = 0; i < back; i++) {
    const less = (columns.history.data[slot * columns.memory + i] ?? 0) - last;
    recent[i] = Math.max(-FLOAT_MAX, Math.min(FLOAT_MAX, less));
  }
  return {
    seriesId,
    count: columns.count(slot),
    lastTime: columns.lastTime(slot),
    interval: columns.interval(slot),
    last,
    center: regressions.center(slot),
    unit,
    scale: columns.scale(slot),
    mean: columns.mean(slot),
    deviation: columns.deviation(slot),
    period,
    longer,
    lags,
    always: store.always,
    range: rangeOf(store.facts(slot)),
    recent,
    ar: floatsOf(regressions.ar.data, slot * (lags + 1), unit > 0 ? lags + 1 : 0),
    arx: floatsOf(regressions.arx.data, slot * forecaster.inputs, unit > 0 ? forecaster.inputs : 0),
    covariates: Float32Array.from(
      covariates.scaled.data.subarray(slot * covariates.width, (slot + 1) * covariates.width),
    ),
    champions: SCORED.map((_, scored) => errors.champion(slot, scored)),
    standings: SCORED.map((_, scored) =>
      errors.standings(slot, scored).map(({ count, loss }) => ({ count: Math.min(COUNT_MAX, count), loss })),
    ),
    answered: errors.answered(slot),
  };
};

/** A stretch of numbers as 32-bit floats, held within what those can be. */
const floatsOf = (values: Float64Array, at: number, count: number): Float32Array => {
  const floats = new Float32Array(count);
  for (let i = 0; i < count; i++) floats[i] = Math.max(-FLOAT_MAX, Math.min(FLOAT_MAX, values[at + i] ?? 0));
  return floats;
};

/** A series as bytes: 0.9 KB at 8 lags, a season of 24 steps and six rungs. */
export const encodeSeries = (s: SeriesState): Uint8Array => {
  const w = new ByteWriter(2048).u8(VERSION).text(s.seriesId).varint(s.count);
  w.f64(s.lastTime).f64(s.interval).f64(s.last).f64(s.center).f64(s.unit);
  w.f64(s.scale).f64(s.mean).f64(s.deviation);
  w.varint(s.period).varint(s.longer).varint(s.lags).u8(s.always);
  w.f64(s.range.low).f64(s.range.high).u8(s.range.seen);
  for (const numbers of [s.recent, s.ar, s.arx, s.covariates]) w.varint(numbers.length).floats(numbers);
  w.varint(s.standings[0]?.length ?? 0);
  for (const [scored, standings] of s.standings.entries()) {
    w.u8(s.champions[scored] ?? 0);
    for (const { count, loss } of standings) w.u8(count).f32(loss);
  }
  return w.floats(s.answered).finish();
};

const readF32 = (r: ByteReader): number => {
  const one = new Float32Array(1);
  r.floats(one);
  return one[0] ?? 0;
};

/** What {@link encodeSeries} wrote. @throws {StateFormatError} when it is cut or of another version. */
export const decodeSeries = (bytes: Uint8Array): SeriesState => {
  const r = new ByteReader(bytes);
  const version = r.u8();
  if (version !== VERSION) throw new StateFormatError(`series of version ${version}`);
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
    return Array.from({ length: rungs }, () => ({ count: r.u8(), loss: readF32(r) }));
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
