import { ByteReader, ByteWriter, type Chunk, type Stateful, type StateSize } from "@millrace/state";
import type { Alarm } from "./alarm-columns.ts";
import type { Finding } from "./detector.ts";
import { type FarForecast, FarForecasts } from "./far-forecasts.ts";
import { fillGap, stepsToFill } from "./gaps.ts";
import { scoredNear } from "./horizons.ts";
import { LINEAR_RUNGS } from "./paths.ts";
import { activeInputs } from "./regression-inputs.ts";
import { writeSeries } from "./series-bytes.ts";
import { readSeries, type SeriesState } from "./series-state.ts";
import { type SeriesOptions, SeriesStore } from "./series-store.ts";
import { champion } from "./standing.ts";

/** One-step forecasts, and the one that answers. */
export interface NextValues {
  /** By rung in the order of `SeriesModel.rungs`; NaN where a rung has nothing to say. Valid until the next call. */
  readonly forecasts: Float64Array;
  /** The rung that answers. */
  readonly rung: number;
  readonly value: number;
}

/** What came of one value. */
export interface Learned extends Finding {
  /** The series that had to leave for it, if any. */
  readonly left: string | undefined;
  /** Whether the series' alarms are others than before. */
  readonly alarmsChanged: boolean;
}

/**
 * Forecasts of many series by a ladder: persistence, seasonal naive, an autoregression and one with season, calendar and
 * covariates by recursive least squares, rungs forecast elsewhere, and a combination weighted by recent error. Every
 * rung is judged on each series at each scored horizon, and the best answers there; intervals are steered by the errors
 * of what was answered. One reading is one step; where a series is evenly spaced, missed steps are filled with what was
 * expected, so that the season stays in step. At 8 lags, 384 values and 10 rungs a series takes 16 KB.
 */
export class SeriesModel implements Stateful {
  readonly #store: SeriesStore;
  readonly #next: Float64Array;
  readonly #far: FarForecasts;
  readonly #learnMax: number;

  /** Throws when the lags do not fit into the memory: that is a mistake in code. */
  constructor(options: SeriesOptions = {}) {
    this.#store = new SeriesStore(options);
    this.#learnMax = options.learnMax ?? Number.POSITIVE_INFINITY;
    this.#next = new Float64Array(this.rungs.length);
    this.#far = new FarForecasts(this.#store);
  }

  /** Names of the rungs, from the trivial one up; the combination is last. */
  get rungs(): readonly string[] {
    return this.#store.rungs;
  }

  get size(): StateSize {
    return this.#store.size;
  }

  /** Series that left memory and of which something is kept, and how many were forgotten. */
  get dormantSize(): StateSize {
    return this.#store.dormantSize;
  }

  /** Event time of a series' newest value in ms; undefined when it is unknown. The caller decides what is late by it. */
  lastTime(seriesId: string): number | undefined {
    return this.#store.lastTime(seriesId);
  }

  /** Mean |v_t − v_{t−1}| so far, the scale of MASE; 0 while unknown. */
  scale(seriesId: string): number {
    const slot = this.#store.find(seriesId);
    return slot < 0 ? 0 : this.#store.columns.scale(slot);
  }

  /** A series' newest values, the newest first, at most `most` and as many as the memory holds. */
  recent(seriesId: string, most = this.#store.columns.memory): number[] {
    const slot = this.#store.find(seriesId);
    return slot < 0 ? [] : this.#store.columns.recent(slot, most);
  }

  /** Whether a rung answers for a series one step ahead. */
  answersNear(seriesId: string, rung: number): boolean {
    const slot = this.#store.find(seriesId);
    return slot >= 0 && this.#store.errors.champion(slot, 0) === rung;
  }

  /** Whether a rung answers for a series further ahead. */
  answersFar(seriesId: string, rung: number): boolean {
    const slot = this.#store.find(seriesId);
    const { errors } = this.#store;
    return slot >= 0 && (errors.champion(slot, 1) === rung || errors.champion(slot, 2) === rung);
  }

  /**
   * The value expected at `time` by each rung; undefined for a series without values. Changes nothing. About 0.3 µs.
   * @param outside what the rungs of `options.outside` expect; undefined where one has nothing to say.
   */
  predict(
    seriesId: string,
    time: number,
    outside: readonly (number | undefined)[] = [],
  ): NextValues | undefined {
    const slot = this.#store.find(seriesId);
    if (slot < 0) return undefined;
    const forecasts = this.#next;
    this.#store.next(slot, time, outside, forecasts);
    const rung = this.#store.answering(slot, 0, forecasts);
    return { forecasts, rung, value: forecasts[rung] ?? 0 };
  }

  /** Half the width of the interval at `level` around the next answer; always finite. |value| before the first error. */
  halfWidth(seriesId: string, level: number, value: number): number {
    const slot = this.#store.find(seriesId);
    return (slot < 0 ? undefined : this.#store.errors.answeredWidth(slot, 0, level)) ?? Math.abs(value);
  }

  /** Half the widths of the rungs' own intervals at {@link RUNG_LEVEL} and a scored horizon, by rung; NaN before the first error there. */
  rungWidths(seriesId: string, horizon: number, into: Float64Array): void {
    const slot = this.#store.find(seriesId);
    const scored = scoredNear(horizon);
    for (let rung = 0; rung < into.length; rung++)
      into[rung] = slot < 0 ? Number.NaN : (this.#store.errors.width(slot, rung, scored) ?? Number.NaN);
  }

  /** Probability of a one-step error of the answer at least as large, under the series' recent ones. */
  tail(seriesId: string, error: number): number {
    const slot = this.#store.find(seriesId);
    return slot < 0 ? 1 : this.#store.errors.tail(slot, error);
  }

  /** Forecasts made 24 and 96 steps ago about the value that comes next; valid until the next call. Changes nothing. */
  due(seriesId: string, time: number): readonly FarForecast[] {
    const slot = this.#store.find(seriesId);
    return slot < 0 ? [] : this.#far.due(slot, stepsToFill(this.#store, slot, time));
  }

  /**
   * Learns one value: every rung's error at every horizon, the regressions, the season, the moments. Changes state;
   * values beyond ±1e100 count as that. About 4 µs at 8 lags.
   * @param time event time in ms, later than `lastTime`.
   * @param next what `predict` said about it.
   */
  learn(
    seriesId: string,
    time: number,
    value: number,
    next: NextValues | undefined,
    covariates?: Readonly<Record<string, number>>,
  ): Learned {
    const { slot, left } = this.#store.claim(seriesId);
    const y = this.#store.columns.held(value);
    const missed = this.#store.columns.missed(slot, time);
    const relation = covariates === undefined ? 0 : this.#store.relations.take(slot, y, covariates);
    const finding = this.#store.alarms.take(slot, time, y, next?.value ?? y, missed, relation);
    const learned = { left, score: finding.score, kind: finding.kind, alarmsChanged: finding.changed };
    if (next !== undefined) this.#judge(slot, y, next);
    fillGap(this.#store, slot, time);
    this.#far.judge(slot, y);
    if (this.#store.regressions.unit(slot) > 0 && this.#store.columns.count(slot) < this.#learnMax)
      this.#regress(slot, time, y);
    this.#store.columns.push(slot, time, y);
    if (covariates !== undefined) this.#store.covariates.push(slot, covariates);
    this.#settle(slot);
    return learned;
  }

  /** The series' present step, and how far ahead forecasts are to be filed at it, after `learn`: 0 where none are. */
  origin(seriesId: string): { readonly step: number; readonly reach: number } {
    const slot = this.#store.find(seriesId);
    const step = slot < 0 ? 0 : this.#store.columns.steps(slot);
    return { step, reach: this.#far.reach(step) };
  }

  /** Files forecasts of further horizons until they can be judged. Changes state; 2 to 4 µs. @param outside paths of the other rungs. */
  plan(seriesId: string, outside: readonly (ArrayLike<number> | undefined)[] = []): void {
    const slot = this.#store.find(seriesId);
    if (slot >= 0) this.#far.plan(slot, outside);
  }

  /** The series' newest alarms, oldest first. */
  alarms(seriesId: string): Alarm[] {
    const slot = this.#store.find(seriesId);
    return slot < 0 ? [] : this.#store.alarms.alarms(slot);
  }

  /** Writes what is published of a series, for `readSeries`; false where it is unknown. About 1 µs. */
  write(seriesId: string, into: ByteWriter): boolean {
    const slot = this.#store.find(seriesId);
    if (slot >= 0) writeSeries(this.#store, seriesId, slot, into);
    return slot >= 0;
  }

  /** What is published of a series; undefined when it is unknown. */
  seriesState(seriesId: string): SeriesState | undefined {
    const w = new ByteWriter(1024);
    return this.write(seriesId, w) ? readSeries(new ByteReader(w.finish())) : undefined;
  }

  chunks(): Iterable<Chunk> {
    return this.#store.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#store.restore(chunks);
  }

  /** The errors of all rungs and of the answer, one step ahead. */
  #judge(slot: number, y: number, { forecasts, value }: NextValues): void {
    const { errors, rungs } = this.#store;
    for (let rung = 0; rung < rungs.length; rung++) {
      const forecast = forecasts[rung] ?? Number.NaN;
      if (!Number.isNaN(forecast)) errors.add(slot, rung, 0, y - forecast);
      else if (rung < LINEAR_RUNGS.length) errors.forget(slot, rung, 0);
    }
    errors.addAnswered(slot, 0, y - value);
    errors.crown(slot, 0, champion(errors.standings(slot, 0), errors.champion(slot, 0)));
  }

  #regress(slot: number, time: number, y: number): void {
    const { forecaster, regressions, columns, covariates } = this.#store;
    const facts = this.#store.facts(slot);
    const inputs = forecaster.inputsAt(facts, time);
    const { interval, period, longer } = facts;
    const active = activeInputs(forecaster.shape, {
      interval,
      covariates: covariates.known(slot),
      period,
      longer,
    });
    regressions.learn(slot, inputs, y, columns.count(slot), active);
  }

  /** Starts the regressions once lags + 1 values are not all equal; looks for the season now and then. */
  #settle(slot: number): void {
    const { columns, regressions, seasons, forecaster } = this.#store;
    const count = columns.count(slot);
    if (regressions.unit(slot) === 0 && count > forecaster.shape.lags)
      regressions.start(slot, columns.recent(slot, forecaster.shape.lags + 1));
    if (!seasons.due(count)) return;
    const changed = seasons.look(slot, columns.recent(slot, columns.memory));
    if (changed && regressions.unit(slot) > 0) regressions.forgetSeason(slot);
  }
}
