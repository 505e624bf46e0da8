import type { Column, Table } from "@millrace/state";

/** Intervals between points that the median is taken of. */
const INTERVALS = 15;
/** Values beyond this count as this, so that their squares are numbers. */
const VALUE_MAX = 1e100;

/**
 * What is remembered of each series' values: the newest ones, the newest first, the times between them, and running
 * moments (Welford 1962). Columns of a table.
 */
export class SeriesColumns {
  /** Values kept per series. */
  readonly memory: number;
  /** Newest values, newest first: `[slots x memory]`. */
  readonly history: Column<Float64Array>;
  readonly #lastTime: Column<Float64Array>;
  readonly #intervals: Column<Float64Array>;
  /** Mean, sum of squared deviations, sum of |v_t − v_{t−1}|. */
  readonly #moments: Column<Float64Array>;
  /** Values learned, intervals learned. */
  readonly #counts: Column<Int32Array>;

  /** Declares its columns. */
  constructor(table: Table, memory: number) {
    this.memory = memory;
    this.history = table.f64(memory);
    this.#lastTime = table.f64();
    this.#intervals = table.f64(INTERVALS);
    this.#moments = table.f64(3);
    this.#counts = table.i32(2);
  }

  /** Values learned. */
  count(slot: number): number {
    return this.#counts.data[slot * 2] ?? 0;
  }

  /** Event time of the newest value in ms. */
  lastTime(slot: number): number {
    return this.#lastTime.data[slot] ?? 0;
  }

  /** The newest value. */
  last(slot: number): number {
    return this.history.data[slot * this.memory] ?? 0;
  }

  /** The newest values, newest first. @param most at most the memory. */
  recent(slot: number, most: number): number[] {
    const at = slot * this.memory;
    return Array.from(this.history.data.subarray(at, at + Math.min(most, this.memory, this.count(slot))));
  }

  /** Mean |v_t − v_{t−1}|; 0 while unknown. */
  scale(slot: number): number {
    const steps = this.count(slot) - 1;
    return steps < 1 ? 0 : (this.#moments.data[slot * 3 + 2] ?? 0) / steps;
  }

  /** Mean of all values. */
  mean(slot: number): number {
    return this.#moments.data[slot * 3] ?? 0;
  }

  /** Standard deviation of all values; 0 while unknown. */
  deviation(slot: number): number {
    const count = this.count(slot);
    return count < 2 ? 0 : Math.sqrt((this.#moments.data[slot * 3 + 1] ?? 0) / (count - 1));
  }

  /** Median of the last times between points in ms; 0 while unknown. O(1): 15 numbers are sorted. */
  interval(slot: number): number {
    const n = Math.min(INTERVALS, this.#counts.data[slot * 2 + 1] ?? 0);
    if (n === 0) return 0;
    const sorted = this.#intervals.data.slice(slot * INTERVALS, slot * INTERVALS + n).sort();
    return sorted[n >> 1] ?? 0;
  }

  /** A value as it is learned: held within ±1e100. */
  held(value: number): number {
    return Math.max(-VALUE_MAX, Math.min(VALUE_MAX, value));
  }

  /** Takes one value in. */
  push(slot: number, time: number, value: number): void {
    const count = this.count(slot);
    if (count > 0) this.#step(slot, time, value);
    const at = slot * this.memory;
    this.history.data.copyWithin(at + 1, at, at + this.memory - 1);
    this.history.data[at] = value;
    this.#lastTime.data[slot] = time;
    const mean = this.mean(slot);
    const delta = value - mean;
    const moved = mean + delta / (count + 1);
    this.#moments.data[slot * 3] = moved;
    this.#moments.data[slot * 3 + 1] = (this.#moments.data[slot * 3 + 1] ?? 0) + delta * (value - moved);
    this.#counts.data[slot * 2] = count + 1;
  }

  #step(slot: number, time: number, value: number): void {
    const sum = this.#moments.data[slot * 3 + 2] ?? 0;
    this.#moments.data[slot * 3 + 2] = sum + Math.abs(value - this.last(slot));
    const between = time - this.lastTime(slot);
    if (!(between > 0)) return;
    const filed = this.#counts.data[slot * 2 + 1] ?? 0;
    this.#intervals.data[slot * INTERVALS + (filed % INTERVALS)] = between;
    this.#counts.data[slot * 2 + 1] = filed + 1;
  }
}
