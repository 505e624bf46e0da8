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
  /** Each model's value of the first metric for the event that is being added; NaN where it has none. */
  readonly #primaries: Float64Array;

  /** @param models rungs of the ladder. */
  constructor(models: number, metrics: readonly Metric[]) {
    this.#metrics = metrics;
    this.#models = models;
    this.#primaries = new Float64Array(models);
    this.#stride = 1 + 2 * metrics.length;
    this.#pairsAt = models * this.#stride;
    this.width = this.#pairsAt + 3 * ((models * (models - 1)) / 2);
  }

  /** Adds one event to `into`. O(models² + models x metrics). */
  add(into: Float64Array, values: readonly (Values | undefined)[]): void {
    const metrics = this.#metrics.length;
    const primaries = this.#primaries;
    for (let m = 0; m < this.#models; m++) {
      const own = values[m];
      primaries[m] = own?.[0] ?? Number.NaN;
      if (own === undefined) continue;
      let at = m * this.#stride;
      into[at] = (into[at] ?? 0) + 1;
      for (let k = 0; k < metrics; k++, at += 2) {
        const value = own[k] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        into[at + 1] = (into[at + 1] ?? 0) + 1;
        into[at + 2] = (into[at + 2] ?? 0) + value;
      }
    }
    const primary = this.#metrics[0];
    if (primary === undefined) return;
    // A difference of the two values, whichever way is good.
    const win = improvement(primary, 1, 0);
    let at = this.#pairsAt;
    for (let high = 1; high < this.#models; high++) {
      const theirs = primaries[high] ?? Number.NaN;
      if (Number.isNaN(theirs)) {
        at += 3 * high;
        continue;
      }
      for (let low = 0; low < high; low++, at += 3) {
        const ours = primaries[low] ?? Number.NaN;
        if (Number.isNaN(ours)) continue;
        const d = win * ours - win * theirs;
        into[at] = (into[at] ?? 0) + 1;
        into[at + 1] = (into[at + 1] ?? 0) + d;
        into[at + 2] = (into[at + 2] ?? 0) + d * d;
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
