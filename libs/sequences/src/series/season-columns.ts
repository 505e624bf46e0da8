import type { Column, Table } from "@millrace/state";
import type { Kept } from "./dormant.ts";
import { findSeasons } from "./period.ts";

/** Values after which seasons are looked for, at first. */
const EARLY = [64, 96, 128, 192, 256];
/** And then after every so many. */
const EVERY = 384;

/** The seasons of each series, found in its own values now and then. Columns of a table. */
export class SeasonColumns {
  /** Period and longer period, in steps; 0 where there is none. */
  readonly #periods: Column<Int32Array>;

  /** Declares its columns. */
  constructor(table: Table) {
    this.#periods = table.i32(2);
  }

  /** What is kept of a series that leaves. */
  get kept(): readonly Kept[] {
    return [{ column: this.#periods, count: this.#periods.width }];
  }

  /** Steps of the season; 0 where there is none. */
  period(slot: number): number {
    return this.#periods.data[slot * 2] ?? 0;
  }

  /** Steps of a longer season; 0 where there is none. */
  longer(slot: number): number {
    return this.#periods.data[slot * 2 + 1] ?? 0;
  }

  /** Whether it is time to look, after `count` values. */
  due(count: number): boolean {
    return count % EVERY === 0 || (count < EVERY && EARLY.includes(count));
  }

  /** Looks for the seasons in the newest values; whether they changed. O(values²), about 150 µs for 384. */
  look(slot: number, values: ArrayLike<number>): boolean {
    const { period, longer } = findSeasons(values, this.period(slot));
    if (period === this.period(slot) && longer === this.longer(slot)) return false;
    this.#periods.data[slot * 2] = period;
    this.#periods.data[slot * 2 + 1] = longer;
    return true;
  }
}
