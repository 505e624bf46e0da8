import type { PairSums } from "./champion.ts";
import { improvement, type Metric } from "./metric.ts";
import type { Tally } from "./scores.ts";

/** One event's values of one model in the order of the metrics; NaN where a metric has none. */
export type Values = readonly number[];

/**
 * Where each sum of a scoreboard lies in a flat vector: per model its events and, per metric, count and sum; then per
 * pair of models count, sum and sum of squares of the improvement. Vectors of one layout may be added.
 */
export class SumLayout {
  readonly width: number;
  readonly #metrics: readonly Metric[];
  readonly #models: number;
  readonly #stride: number;
  readonly #pairsAt: number;

  /** @param models rungs of the ladder. */
  constructor(models: number, metrics: readonly Metric[]) {
    this.#metrics = metrics;
    this.#models = models;
    this.#stride = 1 + 2 * metrics.length;
    this.#pairsAt = models * this.#stride;
    this.width = this.#pairsAt + 3 * ((models * (models - 1)) / 2);
  }

  /** Adds one event to `into`. O(models² + models x metrics). */
  add(into: Float64Array, values: readonly (Values | undefined)[]): void {
    for (let m = 0; m < this.#models; m++) {
      const own = values[m];
      if (own === undefined) continue;
      const at = m * this.#stride;
      bump(into, at, 1);
      for (let k = 0; k < this.#metrics.length; k++) {
        const value = own[k];
        if (value === undefined || Number.isNaN(value)) continue;
        bump(into, at + 1 + 2 * k, 1);
        bump(into, at + 2 + 2 * k, value);
      }
    }
    const primary = this.#metrics[0];
    if (primary === undefined) return;
    for (let high = 1; high < this.#models; high++) {
      const theirs = values[high]?.[0] ?? Number.NaN;
      if (Number.isNaN(theirs)) continue;
      for (let low = 0; low < high; low++) {
        const ours = values[low]?.[0] ?? Number.NaN;
        if (Number.isNaN(ours)) continue;
        const at = this.#pairAt(low, high);
        const d = improvement(primary, ours, theirs);
        bump(into, at, 1);
        bump(into, at + 1, d);
        bump(into, at + 2, d * d);
      }
    }
  }

  /** What `sums` holds for one model. */
  tally(sums: Float64Array, model: number): Tally {
    const at = model * this.#stride;
    return {
      events: sums[at] ?? 0,
      metrics: this.#metrics.map((_, k) => ({
        count: sums[at + 1 + 2 * k] ?? 0,
        sum: sums[at + 2 + 2 * k] ?? 0,
      })),
    };
  }

  /** What `sums` holds for two models, `lower` below `higher` on the ladder. */
  pair(sums: Float64Array, lower: number, higher: number): PairSums {
    const at = this.#pairAt(lower, higher);
    return { events: sums[at] ?? 0, sum: sums[at + 1] ?? 0, squares: sums[at + 2] ?? 0 };
  }

  #pairAt(lower: number, higher: number): number {
    return this.#pairsAt + 3 * ((higher * (higher - 1)) / 2 + lower);
  }
}

const bump = (sums: Float64Array, at: number, by: number): void => {
  sums[at] = (sums[at] ?? 0) + by;
};
