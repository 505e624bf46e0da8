import { below, type Chunk, prefixed, type StateSize, Table } from "@millrace/state";
import { AlarmColumns } from "./alarm-columns.ts";
import { CovariateColumns } from "./covariate-columns.ts";
import { DormantSeries } from "./dormant.ts";
import { ErrorColumns } from "./error-columns.ts";
import { combined, LINEAR_RUNGS, type LinearFacts, LinearForecaster, noFacts } from "./paths.ts";
import { PendingForecasts } from "./pending.ts";
import type { RegressionOptions } from "./recursive-least-squares.ts";
import { Regressions } from "./regressions.ts";
import { RelationColumns } from "./relation-columns.ts";
import { SeasonColumns } from "./season-columns.ts";
import { SeriesColumns } from "./series-columns.ts";

/** Bounds and settings of the models of all series. */
export interface SeriesOptions {
  /** Most series held; the one that had no reading for longest leaves. @default 10000 */
  readonly capacity?: number;
  /** Most series of which something is kept after they left, 1.3 KB each. @default five times the capacity */
  readonly dormant?: number;
  /** Consecutive lags of the regressions, 1 or more. @default 8 */
  readonly lags?: number;
  /** Values kept per series, more than `lags`; no season longer than 48 less is found. @default 384 */
  readonly memory?: number;
  /** Names of rungs forecast elsewhere. @default none */
  readonly outside?: readonly string[];
  /**
   * How many of `outside`, from the first, are asked about every reading: these alone take part in the combination, and
   * only one step ahead, since whoever reads the answers must combine the same. @default none
   */
  readonly always?: number;
  /** Covariates per series that the full regression sees. @default 3 */
  readonly covariates?: number;
  /** Values of a series after which its regressions learn no more, for comparison with what is fitted once. @default never */
  readonly learnMax?: number;
  /** @default ridge 0.1, forgetting 0.999 (with more than 100 lags 1 − 1 / (10 lags)) */
  readonly regression?: Partial<RegressionOptions>;
}

/** What is kept of every series: one table, its columns by subject, and how forecasts follow from them. */
export class SeriesStore {
  /** Names of the rungs, from the trivial one up; the combination is last. */
  readonly rungs: readonly string[];
  /** See {@link SeriesOptions.always}. */
  readonly always: number;
  readonly table: Table;
  readonly columns: SeriesColumns;
  readonly seasons: SeasonColumns;
  readonly covariates: CovariateColumns;
  readonly regressions: Regressions;
  readonly errors: ErrorColumns;
  readonly pending: PendingForecasts;
  readonly alarms: AlarmColumns;
  readonly relations: RelationColumns;
  readonly forecaster: LinearForecaster;
  readonly #dormant: DormantSeries;
  readonly #facts = noFacts();
  #asked = "";
  #askedSlot = -1;
  readonly #linear = new Float64Array(LINEAR_RUNGS.length);

  /** Throws when the lags do not fit into the memory: that is a mistake in code. */
  constructor(options: SeriesOptions) {
    const { capacity = 10_000, lags = 8, memory = 384, outside = [], covariates = 3 } = options;
    if (lags < 1 || lags >= memory)
      throw new Error(`${lags} lags need a memory of more than ${memory} values`);
    const table = new Table(capacity);
    this.rungs = [...LINEAR_RUNGS, ...outside, "combination"];
    this.always = options.always ?? 0;
    this.table = table;
    this.forecaster = new LinearForecaster({ lags, covariates });
    this.columns = new SeriesColumns(table, memory);
    this.seasons = new SeasonColumns(table);
    this.covariates = new CovariateColumns(table, covariates);
    // What is remembered is at least ten times what is to be known.
    const forgetting = 1 - 1 / Math.max(1_000, 10 * lags);
    const regression = { ridge: 0.1, forgetting, ...options.regression };
    this.regressions = new Regressions(table, this.forecaster, regression);
    this.errors = new ErrorColumns(table, this.rungs.length);
    this.alarms = new AlarmColumns(table);
    this.relations = new RelationColumns(table);
    this.pending = new PendingForecasts(table, this.rungs.length);
    const parts = [this.columns, this.seasons, this.regressions, this.errors, this.alarms];
    const kept = parts.flatMap((part) => part.kept);
    this.#dormant = new DormantSeries(options.dormant ?? 5 * capacity, kept);
  }

  /** Series in memory, and how often one left. */
  get size(): StateSize {
    const { size, bytes, evictions } = this.table;
    return { entries: size, bytes, evictions };
  }

  /** Series that left and of which something is kept. */
  get dormantSize(): StateSize {
    return this.#dormant.size;
  }

  /** The row of a series, or −1. One reading asks a dozen times: the last answer is at hand. */
  find(seriesId: string): number {
    if (this.#askedSlot >= 0 && seriesId === this.#asked) return this.#askedSlot;
    this.#asked = seriesId;
    this.#askedSlot = this.table.find(seriesId);
    return this.#askedSlot;
  }

  /** Event time of a series' newest value in ms, also of one that left; undefined when it is unknown. */
  lastTime(seriesId: string): number | undefined {
    const slot = this.find(seriesId);
    return slot < 0 ? this.#dormant.first(seriesId) : this.columns.lastTime(slot);
  }

  /** The row of a series; where it was not in memory, a new one, with what was kept of it. @returns who had to leave, too. */
  claim(seriesId: string): { readonly slot: number; readonly left: string | undefined } {
    const { table } = this;
    const known = this.find(seriesId);
    if (known >= 0) {
      table.touch(known);
      return { slot: known, left: undefined };
    }
    const left = table.size >= table.capacity ? this.#leave() : undefined;
    const slot = table.claim(seriesId);
    if (!this.#dormant.wake(seriesId, slot)) return { slot, left };
    this.columns.woken(slot);
    this.regressions.woken(slot);
    for (let step = this.columns.steps(slot); step >= 0; step--) this.pending.skip(slot, step);
    return { slot, left };
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("awake", this.table.chunks());
    yield* prefixed("dormant", this.#dormant.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#askedSlot = -1;
    this.table.restore(below("awake", chunks));
    this.#dormant.restore(below("dormant", chunks));
  }

  /** Lets the series that was idle longest go. */
  #leave(): string | undefined {
    this.#askedSlot = -1;
    const slot = this.table.oldest;
    const seriesId = this.table.keyOf(slot);
    if (seriesId !== undefined) this.#dormant.keep(seriesId, slot);
    return this.table.evictOldest();
  }

  /** What the linear rungs of a series follow from; valid until the next call, since one object serves all. */
  facts(slot: number): LinearFacts {
    const { columns, seasons, regressions, covariates, forecaster } = this;
    const facts = this.#facts;
    facts.history = columns.history.data;
    facts.at = columns.newestAt(slot);
    facts.known = columns.known(slot);
    facts.center = regressions.center(slot);
    facts.unit = regressions.unit(slot);
    facts.period = seasons.period(slot);
    facts.longer = seasons.longer(slot);
    facts.lastTime = columns.lastTime(slot);
    facts.interval = columns.interval(slot);
    facts.ar = regressions.ar.data;
    facts.arAt = slot * (forecaster.shape.lags + 1);
    facts.arx = regressions.arx.data;
    facts.arxAt = slot * forecaster.inputs;
    facts.covariates = covariates.scaled.data;
    facts.covariatesAt = slot * covariates.width;
    return facts;
  }

  /** The next value by every rung, into `out`. */
  next(slot: number, time: number, outside: readonly (number | undefined)[], out: Float64Array): void {
    this.forecaster.next(this.facts(slot), time, this.#linear);
    out.set(this.#linear);
    this.complete(slot, 0, out, outside);
  }

  /** Adds to the linear rungs' forecasts those made elsewhere, and the combination of all. */
  complete(
    slot: number,
    scored: number,
    forecasts: Float64Array,
    outside: readonly (number | undefined)[],
  ): void {
    const last = this.rungs.length - 1;
    for (let r = LINEAR_RUNGS.length; r < last; r++)
      forecasts[r] = outside[r - LINEAR_RUNGS.length] ?? Number.NaN;
    forecasts[last] = this.errors.combine(slot, scored, forecasts, combined(scored, this.always));
  }

  /** The rung that answers: the champion, or the next lower one that has a forecast. */
  answering(slot: number, scored: number, forecasts: ArrayLike<number>): number {
    for (let rung = this.errors.champion(slot, scored); rung > 0; rung--)
      if (!Number.isNaN(forecasts[rung] ?? Number.NaN)) return rung;
    return 0;
  }
}
