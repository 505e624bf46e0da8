import type { Column, Table } from "@millrace/state";
import {
  adaptMiss,
  type ConformalOptions,
  gridWidth,
  MISS_GRID,
  missFor,
  residualQuantile,
} from "./conformal.ts";

/** Beyond this a residual counts as this: what a 32-bit float can hold. */
const RESIDUAL_MAX = 3.4e38;

/**
 * The last |residuals| of every series and rung, and the share of misses that its intervals are steered to: columns of a
 * table, and beside them the same residuals in order, which are made anew on restore. A residual costs O(log window) and
 * one move within the window; 8 bytes each.
 */
export class ResidualWindows {
  readonly #rungs: number;
  readonly #window: number;
  readonly #options: ConformalOptions;
  readonly #ring: Column<Float32Array>;
  readonly #misses: Column<Float64Array>;
  readonly #counts: Column<Int32Array>;
  #sorted = new Float32Array(0);

  /** Declares its columns. @param window residuals kept per rung. */
  constructor(table: Table, rungs: number, window: number, options: ConformalOptions) {
    this.#rungs = rungs;
    this.#window = window;
    this.#options = options;
    this.#ring = table.f32(rungs * window);
    this.#misses = table.f64(rungs);
    this.#counts = table.i32(rungs);
  }

  /** Bytes beside the table. */
  get bytes(): number {
    return this.#sorted.byteLength;
  }

  /** Residuals seen since the series came. */
  count(slot: number, rung: number): number {
    return this.#counts.data[slot * this.#rungs + rung] ?? 0;
  }

  /** The share of misses that intervals at the steered level are asked for now. */
  miss(slot: number, rung: number): number {
    return this.count(slot, rung) === 0
      ? 1 - this.#options.level
      : (this.#misses.data[slot * this.#rungs + rung] ?? 0);
  }

  /** Residual quantile at MISS_GRID[i]; 0 before the first residual. */
  quantile(slot: number, rung: number, i: number): number {
    const n = Math.min(this.#window, this.count(slot, rung));
    return n === 0 ? 0 : residualQuantile(this.#sorted, this.#at(slot, rung), n, MISS_GRID[i] ?? 0.1);
  }

  /** Half the width at `level`; undefined before the first residual. */
  width(slot: number, rung: number, level: number): number | undefined {
    if (this.count(slot, rung) === 0) return undefined;
    const miss = missFor(this.miss(slot, rung), this.#options.level, level);
    return gridWidth((i) => this.quantile(slot, rung, i), miss);
  }

  /** Takes one error in: steers by whether the interval held it, then files it. */
  add(slot: number, rung: number, error: number): void {
    const at = slot * this.#rungs + rung;
    const residual = Math.fround(Math.min(RESIDUAL_MAX, Math.abs(error)));
    const width = this.width(slot, rung, this.#options.level);
    const covered = width === undefined || residual <= width;
    this.#misses.data[at] = adaptMiss(this.miss(slot, rung), covered, this.#options);
    const count = this.count(slot, rung);
    const place = this.#at(slot, rung) + (count % this.#window);
    this.#reserve(slot);
    this.#file(this.#at(slot, rung), count, this.#ring.data[place] ?? 0, residual);
    this.#ring.data[place] = residual;
    this.#counts.data[at] = count + 1;
  }

  /** Puts the residuals of a restored slot in order. */
  restored(slot: number): void {
    this.#reserve(slot);
    for (let rung = 0; rung < this.#rungs; rung++) {
      const from = this.#at(slot, rung);
      const to = from + Math.min(this.#window, this.count(slot, rung));
      this.#sorted.set(this.#ring.data.slice(from, to).sort(), from);
    }
  }

  #at(slot: number, rung: number): number {
    return (slot * this.#rungs + rung) * this.#window;
  }

  /** Puts `residual` in order, in place of `oldest` once the window is full. */
  #file(from: number, count: number, oldest: number, residual: number): void {
    const n = Math.min(count, this.#window);
    const gap = count < this.#window ? n : this.#lowerBound(from, n, oldest);
    const place = this.#lowerBound(from, n, residual);
    if (place <= gap) {
      this.#sorted.copyWithin(from + place + 1, from + place, from + gap);
      this.#sorted[from + place] = residual;
    } else {
      this.#sorted.copyWithin(from + gap, from + gap + 1, from + place);
      this.#sorted[from + place - 1] = residual;
    }
  }

  #lowerBound(from: number, n: number, value: number): number {
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[from + middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #reserve(slot: number): void {
    const needed = (slot + 1) * this.#rungs * this.#window;
    if (needed <= this.#sorted.length) return;
    const grown = new Float32Array(Math.max(needed, this.#ring.data.length));
    grown.set(this.#sorted);
    this.#sorted = grown;
  }
}
