import type { ByteWriter } from "@millrace/state";
import { SCORED } from "./horizons.ts";
import { rangeOf } from "./paths.ts";
import { SERIES_VERSION } from "./series-state.ts";
import type { SeriesStore } from "./series-store.ts";

/** Values told at least: what networks read. */
const RECENT_MIN = 24;
/** What a 32-bit float can hold. */
const FLOAT_MAX = 3.4e38;
/** More errors than this make no difference to readers. */
const COUNT_MAX = 255;

/**
 * Writes what is published of a series straight from its columns: 0.9 KB at 8 lags, a season of 24 steps and six rungs,
 * about 1 µs. `readSeries` reads it.
 */
export const writeSeries = (store: SeriesStore, seriesId: string, slot: number, w: ByteWriter): void => {
  const { columns, seasons, regressions, covariates, errors, forecaster } = store;
  const { lags } = forecaster.shape;
  const unit = regressions.unit(slot);
  const [period, longer] = [seasons.period(slot), seasons.longer(slot)];
  const last = columns.last(slot);
  w.u8(SERIES_VERSION).text(seriesId).varint(columns.count(slot));
  w.f64(columns.lastTime(slot)).f64(columns.interval(slot)).f64(last);
  w.f64(regressions.center(slot)).f64(unit);
  w.f64(columns.scale(slot)).f64(columns.mean(slot)).f64(columns.deviation(slot));
  w.varint(period).varint(longer).varint(lags).u8(store.always);
  const { low, high, seen } = rangeOf(store.facts(slot));
  w.f64(low).f64(high).u8(seen);
  const back = Math.min(
    columns.known(slot),
    Math.max(RECENT_MIN, lags, period === 0 ? 0 : period + 1, longer === 0 ? 0 : longer + 1),
  );
  const history = columns.history.data;
  w.varint(back);
  for (let i = 0, at = columns.newestAt(slot); i < back; i++, at++) w.f32(float((history[at] ?? 0) - last));
  writeFloats(w, regressions.ar.data, slot * (lags + 1), unit > 0 ? lags + 1 : 0);
  writeFloats(w, regressions.arx.data, slot * forecaster.inputs, unit > 0 ? forecaster.inputs : 0);
  writeFloats(w, covariates.scaled.data, slot * covariates.width, covariates.width);
  w.varint(errors.rungs);
  for (let scored = 0; scored < SCORED.length; scored++) {
    w.u8(errors.champion(slot, scored));
    for (const { count, loss } of errors.standings(slot, scored)) w.u8(Math.min(COUNT_MAX, count)).f32(loss);
  }
  errors.writeAnswered(slot, w);
};

const float = (value: number): number => Math.max(-FLOAT_MAX, Math.min(FLOAT_MAX, value));

/** A stretch of numbers as 32-bit floats, held within what those can be, with its length. */
const writeFloats = (w: ByteWriter, values: Float64Array, at: number, count: number): void => {
  w.varint(count);
  for (let i = at; i < at + count; i++) w.f32(float(values[i] ?? 0));
};
