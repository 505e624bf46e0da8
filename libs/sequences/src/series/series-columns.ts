import type { Column, Table } from "@millrace/state";
import type { Kept } from "./dormant.ts";

/** Newest values kept of a series that leaves memory. */
const VALUES_KEPT = 48;
/** Places before the newest value: a new one takes the next of them, and only when none is left is the row moved. */
const ROOM = 64;
/** Intervals between points that the median is taken of. */
const INTERVALS = 15;
/** Values beyond this count as this, so that their squares are numbers. */
const VALUE_MAX = 1e100;
/** Share of an interval by which a regular one may be off the median. */
const REGULAR_SLACK = 0.25;
/** Missed steps beyond this count as this. */
const MISSED_MAX = 1e9;
/** Of the last intervals at least so many must be regular. */
const REGULAR_MIN = 14;

/**
 * What is remembered of each series' values: the newest ones, the newest first, the times between them, and running
 * moments (Welford 1962). Columns of a table.
 */
export class SeriesColumns {
  /** Values kept per series. */
  readonly memory: number;
  /** Newest values of a series, newest first from {@link newestAt}. */
  readonly history: Column<Float64Array>;
  /** Where in its row the newest value lies. */
  readonly #head: Column<Int32Array>;
  readonly #lastTime: Column<Float64Array>;
  readonly #intervals: Column<Float64Array>;
  /** Mean, sum of squared deviations, sum of |v_t − v_{t−1}|, median interval. */
  readonly #moments: Column<Float64Array>;
  /** Values learned, intervals learned, steps in the history. */
  readonly #counts: Column<Int32Array>;

  /** Declares its columns. */
  constructor(table: Table, memory: number) {
    this.memory = memory;
    this.history = table.f64(memory + ROOM);
    this.#head = table.i32();
    this.#lastTime = table.f64();
    this.#intervals = table.f64(INTERVALS);
    this.#moments = table.f64(4);
    this.#counts = table.i32(3);
  }

  /** What is kept of a series that leaves: the newest time first. */
  get kept(): readonly Kept[] {
    const whole = [this.#lastTime, this.#intervals, this.#moments, this.#counts];
    return [
      ...whole.map((column) => ({ column, count: column.width })),
      { column: this.history, count: Math.min(VALUES_KEPT, this.memory), from: (slot) => this.#from(slot) },
    ];
  }

  /** Says that no more of the history is there than was kept. */
  woken(slot: number): void {
    this.#counts.data[slot * 3 + 2] = Math.min(this.steps(slot), VALUES_KEPT, this.memory);
  }

  /** Values learned. */
  count(slot: number): number {
    return this.#counts.data[slot * 3] ?? 0;
  }

  /** Steps taken: values learned and values filled in. */
  steps(slot: number): number {
    return this.#counts.data[slot * 3 + 2] ?? 0;
  }

  /** Values in the history. */
  known(slot: number): number {
    return Math.min(this.memory, this.steps(slot));
  }

  /** Event time of the newest value in ms. */
  lastTime(slot: number): number {
    return this.#lastTime.data[slot] ?? 0;
  }

  /** Where in `history` the newest value lies; older ones follow. */
  newestAt(slot: number): number {
    return slot * this.history.width + this.#from(slot);
  }

  /** The newest value. */
  last(slot: number): number {
    return this.history.data[this.newestAt(slot)] ?? 0;
  }

  /** The newest values, newest first. @param most at most the memory. */
  recent(slot: number, most: number): number[] {
    const at = this.newestAt(slot);
    return Array.from(this.history.data.subarray(at, at + Math.min(most, this.known(slot))));
  }

  /** Mean |v_t − v_{t−1}|; 0 while unknown. */
  scale(slot: number): number {
    const steps = this.count(slot) - 1;
    return steps < 1 ? 0 : (this.#moments.data[slot * 4 + 2] ?? 0) / steps;
  }

  /** Mean of all values. */
  mean(slot: number): number {
    return this.#moments.data[slot * 4] ?? 0;
  }

  /** Standard deviation of all values; 0 while unknown. */
  deviation(slot: number): number {
    const count = this.count(slot);
    return count < 2 ? 0 : Math.sqrt((this.#moments.data[slot * 4 + 1] ?? 0) / (count - 1));
  }

  /** Median of the last times between points in ms; 0 while unknown. */
  interval(slot: number): number {
    return this.#moments.data[slot * 4 + 3] ?? 0;
  }

  /**
   * Steps that lie between the newest value and one at `time`: whole median intervals, less one, where the last 15 times
   * between points were (but for one) within a quarter of their median; else 0, since then there is no step to miss.
   */
  missed(slot: number, time: number): number {
    const median = this.interval(slot);
    if (median <= 0 || (this.#counts.data[slot * 3 + 1] ?? 0) < INTERVALS) return 0;
    const steps = Math.round((time - this.lastTime(slot)) / median);
    if (!(steps > 1)) return 0;
    let regular = 0;
    for (let i = 0; i < INTERVALS; i++) {
      const between = this.#intervals.data[slot * INTERVALS + i] ?? 0;
      if (Math.abs(between - median) <= REGULAR_SLACK * median) regular++;
    }
    return regular >= REGULAR_MIN ? Math.min(MISSED_MAX, steps - 1) : 0;
  }

  /** A value as it is learned: held within ±1e100. */
  held(value: number): number {
    return Math.max(-VALUE_MAX, Math.min(VALUE_MAX, value));
  }

  /** Takes one value in. */
  push(slot: number, time: number, value: number): void {
    const count = this.count(slot);
    if (count > 0) this.#step(slot, time, value);
    this.fill(slot, value);
    this.#lastTime.data[slot] = time;
    const mean = this.mean(slot);
    const delta = value - mean;
    const moved = mean + delta / (count + 1);
    this.#moments.data[slot * 4] = moved;
    this.#moments.data[slot * 4 + 1] = (this.#moments.data[slot * 4 + 1] ?? 0) + delta * (value - moved);
    this.#counts.data[slot * 3] = count + 1;
  }

  /** Puts an expected value in the place of a missed one: it moves the history on and is no part of any statistic. */
  fill(slot: number, value: number): void {
    const head = this.#from(slot);
    const row = slot * this.history.width;
    if (head === 0)
      this.history.data.copyWithin(row + ROOM, row, row + Math.min(this.known(slot), this.memory));
    const newest = (head === 0 ? ROOM : head) - 1;
    this.#head.data[slot] = newest;
    this.history.data[row + newest] = value;
    this.#counts.data[slot * 3 + 2] = this.steps(slot) + 1;
  }

  #from(slot: number): number {
    return this.#head.data[slot] ?? 0;
  }

  #step(slot: number, time: number, value: number): void {
    const sum = this.#moments.data[slot * 4 + 2] ?? 0;
    this.#moments.data[slot * 4 + 2] = sum + Math.abs(value - this.last(slot));
    const between = time - this.lastTime(slot);
    if (!(between > 0)) return;
    const filed = this.#counts.data[slot * 3 + 1] ?? 0;
    const place = slot * INTERVALS + (filed % INTERVALS);
    const same = filed >= INTERVALS && this.#intervals.data[place] === between;
    this.#intervals.data[place] = between;
    this.#counts.data[slot * 3 + 1] = filed + 1;
    if (!same) this.#moments.data[slot * 4 + 3] = this.#median(slot, Math.min(INTERVALS, filed + 1));
  }

  #median(slot: number, n: number): number {
    return this.#intervals.data.slice(slot * INTERVALS, slot * INTERVALS + n).sort()[n >> 1] ?? 0;
  }
}
