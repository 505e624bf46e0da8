import type { Column, Table } from "@millrace/state";
import { ISSUED_WORDS, type Issued } from "./error-quantiles.ts";
import { ANCHORS, HORIZON_SCORED, SCORED } from "./horizons.ts";

/** Up to this horizon forecasts are made at every step; beyond it, where they cost most, at every fourth. */
export const NEAR = 24;
const FAR_EVERY = 4;
/** The first step at which forecasts are made. */
export const FIRST_ORIGIN = 2;

/**
 * Forecasts further than one step ahead, kept until their time has come: rings of columns, one place for each step at
 * which they are made. 1.7 KB a series and 0.4 KB a rung.
 */
export class PendingForecasts {
  readonly #every: readonly number[];
  readonly #rungs: number;
  readonly #answered: Column<Float64Array>;
  readonly #scales: Column<Float32Array>;
  readonly #quantiles: Column<Int32Array>;
  readonly #byRung: Column<Float64Array>;
  /** By anchor: where its ring begins, among answers and among the rungs' own. */
  readonly #starts: readonly { readonly answered: number; readonly own: number }[];
  /** How the interval of the last one that was looked up was when it was given. */
  readonly issued: Issued = { scale: 0, words: new Int32Array(ISSUED_WORDS) };
  readonly #answeredWidth: number;
  readonly #ownWidth: number;

  /** Declares its columns. */
  constructor(table: Table, rungs: number) {
    this.#every = ANCHORS.map((horizon) => (horizon <= NEAR ? 1 : FAR_EVERY));
    this.#rungs = rungs;
    let answered = 0;
    let own = 0;
    this.#starts = ANCHORS.map((horizon, anchor) => {
      const scored = anchor === 0 ? -1 : SCORED.indexOf(anchor);
      const start = { answered, own };
      const places = horizon / (this.#every[anchor] ?? 1);
      if (anchor > 0) answered += places;
      if (scored > 0) own += places * rungs;
      return start;
    });
    this.#answeredWidth = answered;
    this.#ownWidth = own;
    this.#answered = table.f64(answered);
    this.#scales = table.f32(answered);
    this.#quantiles = table.i32(answered * ISSUED_WORDS);
    this.#byRung = table.f64(own);
  }

  /** The farthest horizon for which forecasts are made at this step. */
  reach(step: number): number {
    return step % FAR_EVERY === 0 ? HORIZON_SCORED : NEAR;
  }

  /** Whether a forecast for an anchor is made at this step. */
  due(anchor: number, step: number): boolean {
    return step % (this.#every[anchor] ?? 1) === 0;
  }

  /** Keeps an answer made at `step`, with how its interval was. */
  keep(slot: number, anchor: number, step: number, answered: number, { scale, words }: Issued): void {
    const at = this.#answeredAt(slot, anchor, step);
    this.#answered.data[at] = answered;
    this.#scales.data[at] = scale;
    for (let i = 0; i < ISSUED_WORDS; i++) this.#quantiles.data[at * ISSUED_WORDS + i] = words[i] ?? 0;
  }

  /** Keeps a rung's forecast at a scored anchor; NaN where it has none. */
  keepOwn(slot: number, anchor: number, rung: number, step: number, value: number): void {
    this.#byRung.data[this.#ownAt(slot, anchor, step) + rung] = value;
  }

  /** Says that nothing was forecast at `step`. */
  skip(slot: number, step: number): void {
    this.skipFrom(slot, step, 1);
  }

  /** Says that nothing was forecast at `step` for an anchor and those beyond. */
  skipFrom(slot: number, step: number, first: number): void {
    for (let anchor = first; anchor < ANCHORS.length; anchor++)
      if (this.due(anchor, step)) this.#answered.data[this.#answeredAt(slot, anchor, step)] = Number.NaN;
  }

  /** What had been answered at an anchor about the value of `step`; NaN where nothing. Its interval is in `issued`. */
  answered(slot: number, anchor: number, step: number): number {
    const origin = step - (ANCHORS[anchor] ?? 0);
    if (origin < FIRST_ORIGIN || !this.due(anchor, origin)) return Number.NaN;
    const at = this.#answeredAt(slot, anchor, origin);
    const answered = this.#answered.data[at] ?? Number.NaN;
    if (Number.isNaN(answered)) return answered;
    this.issued.scale = this.#scales.data[at] ?? 0;
    for (let i = 0; i < ISSUED_WORDS; i++)
      this.issued.words[i] = this.#quantiles.data[at * ISSUED_WORDS + i] ?? 0;
    return answered;
  }

  /** What a rung had forecast at a scored anchor for `step`; NaN where nothing. */
  own(slot: number, anchor: number, rung: number, step: number): number {
    return this.#byRung.data[this.#ownAt(slot, anchor, step - (ANCHORS[anchor] ?? 0)) + rung] ?? Number.NaN;
  }

  #answeredAt(slot: number, anchor: number, origin: number): number {
    const start = this.#starts[anchor]?.answered ?? 0;
    return slot * this.#answeredWidth + start + this.#place(anchor, origin);
  }

  #ownAt(slot: number, anchor: number, origin: number): number {
    const start = this.#starts[anchor]?.own ?? 0;
    return slot * this.#ownWidth + start + this.#place(anchor, origin) * this.#rungs;
  }

  #place(anchor: number, origin: number): number {
    const every = this.#every[anchor] ?? 1;
    return (origin / every) % ((ANCHORS[anchor] ?? 1) / every);
  }
}
