import type { Column, Table } from "@millrace/state";

/** Readings that a covariate's center and spread remember. */
const MEMORY = 500;
/** Scaled covariates are cut off here. */
const LIMIT = 8;

/** 32 bits of a name (FNV-1a), never 0. */
const hashOf = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash | 0 || 1;
};

/**
 * The first few covariates of each series, scaled by their own running center and spread. Which they are is decided by
 * the first readings that name them; two names whose 32-bit hashes agree count as one.
 */
export class CovariateColumns {
  readonly width: number;
  /** Scaled, as last known: `[slots x width]`; 0 where unknown. */
  readonly scaled: Column<Float64Array>;
  readonly #names: Column<Int32Array>;
  /** Center, spread, readings seen. */
  readonly #moments: Column<Float64Array>;

  /** Declares its columns. @param width covariates per series. */
  constructor(table: Table, width: number) {
    this.width = width;
    this.scaled = table.f64(width);
    this.#names = table.i32(width);
    this.#moments = table.f64(3 * width);
  }

  /** Whether the series has any. */
  known(slot: number): boolean {
    return this.width > 0 && this.#names.data[slot * this.width] !== 0;
  }

  /** How many it has. */
  names(slot: number): number {
    let count = 0;
    while (count < this.width && this.#names.data[slot * this.width + count] !== 0) count++;
    return count;
  }

  /** Takes the covariates of a reading in; those beyond the first few are passed over. Returns how many were taken. */
  push(slot: number, covariates: Readonly<Record<string, number>>): number {
    let taken = 0;
    for (const name of Object.keys(covariates).sort()) {
      const place = this.#place(slot, hashOf(name));
      if (place < 0) continue;
      this.#take(place, covariates[name] ?? 0);
      taken++;
    }
    return taken;
  }

  #place(slot: number, hash: number): number {
    for (let i = slot * this.width; i < (slot + 1) * this.width; i++) {
      const known = this.#names.data[i] ?? 0;
      if (known === hash) return i;
      if (known !== 0) continue;
      this.#names.data[i] = hash;
      return i;
    }
    return -1;
  }

  #take(place: number, given: number): void {
    const value = Math.max(-1e100, Math.min(1e100, given));
    const m = this.#moments.data;
    const at = place * 3;
    const count = (m[at + 2] ?? 0) + 1;
    const gain = 1 / Math.min(count, MEMORY);
    const away = value - (m[at] ?? 0);
    m[at] = (m[at] ?? 0) + gain * away;
    if (count > 1) m[at + 1] = (m[at + 1] ?? 0) + gain * (Math.abs(away) - (m[at + 1] ?? 0));
    m[at + 2] = count;
    const spread = m[at + 1] ?? 0;
    const scaled = spread > 0 ? (value - (m[at] ?? 0)) / spread : 0;
    this.scaled.data[place] = Math.max(-LIMIT, Math.min(LIMIT, scaled));
  }
}
