import { FrequentSets, type FrequentSetsSettings } from "./frequent-sets.ts";
import type { Scope } from "./scope.ts";
import { TimeHeap } from "./time-heap.ts";

/** After so many doublings of a new basket's weight, all weights are scaled back: exactly, since by a power of two. */
const DOUBLINGS_MAX = 256;

/** Which baskets count, and which sets are kept. */
export interface ScopedSetsSettings extends FrequentSetsSettings {
  readonly scope: Scope;
  /** Least count of a set that is ever answered. */
  readonly minCount: number;
  /** Share of baskets from which on sets are kept ready. */
  readonly minSupport: number;
}

/**
 * Frequent sets over the baskets in scope. Baskets may come in any order: those that the newest ones push out of the
 * window are taken away again. Decay weighs forward (Cormode et al. 2009): a basket counts 2^(time / half-life) for
 * good, and only the threshold moves, so nothing has to be multiplied as time passes.
 */
export class ScopedSets {
  readonly sets: FrequentSets;
  readonly #settings: ScopedSetsSettings;
  /** Baskets in a window or duration, by the number that their owner knows them by. */
  readonly #held = new Map<number, number>();
  readonly #heap = new TimeHeap();
  #added = 0;
  #total = 0;
  #newest = Number.NEGATIVE_INFINITY;
  /** Time at which a basket has the weight 1. */
  #epoch = Number.NaN;
  #demand: number;

  constructor(settings: ScopedSetsSettings) {
    this.#settings = settings;
    this.#demand = settings.minSupport;
    this.sets = new FrequentSets(settings);
  }

  /** Baskets in scope; their weights' sum under decay. */
  get total(): number {
    return this.#total / this.scale;
  }

  /** Count in the tree of one basket of now. */
  get scale(): number {
    const { scope } = this.#settings;
    if (scope.kind !== "decay" || Number.isNaN(this.#epoch)) return 1;
    return 2 ** ((this.#newest - this.#epoch) / scope.halfLifeMs);
  }

  /** Takes a basket. @param items different items, greatest number first. @returns what to drop it by. */
  add(items: Int32Array, time: number): number {
    const { scope } = this.#settings;
    this.#newest = Math.max(this.#newest, time);
    if (scope.kind === "landmark") {
      this.#total++;
      return this.sets.add(items);
    }
    if (scope.kind === "decay") {
      const weight = this.#weigh(time, scope.halfLifeMs);
      this.#total += weight;
      return this.sets.add(items, weight);
    }
    const ticket = this.#added++;
    this.#held.set(ticket, this.sets.add(items));
    this.#heap.push(time, ticket);
    this.#total++;
    this.#expire(scope);
    return ticket;
  }

  /** Takes a basket away, if it is in scope still. */
  drop(ticket: number): void {
    const { kind } = this.#settings.scope;
    if (kind === "landmark" || kind === "decay") {
      this.#total -= this.sets.occurrences.weightOf(ticket);
      this.sets.remove(ticket);
      return;
    }
    const tid = this.#held.get(ticket);
    if (tid === undefined) return;
    this.#held.delete(ticket);
    this.sets.remove(tid);
    this.#total--;
  }

  /**
   * Keeps sets from a lower share of baskets on than the settings say, or again what they say.
   * @param minSupport share of baskets
   */
  demand(minSupport: number): void {
    this.#demand = Math.min(minSupport, this.#settings.minSupport);
  }

  /** Says which sets are wanted, now that baskets came and left. @param extra baskets that count but are not held. */
  want(extra = 0): void {
    const total = this.total + extra;
    const threshold = Math.max(this.#settings.minCount, shareOf(this.#demand, total, this.isWhole));
    this.sets.want(threshold * this.scale);
  }

  /** Whether counts are whole numbers. */
  get isWhole(): boolean {
    return this.#settings.scope.kind !== "decay";
  }

  #expire(scope: Extract<Scope, { kind: "window" | "duration" }>): void {
    for (;;) {
      const first = this.#heap.peek();
      if (first === undefined) return;
      const isHeld = this.#held.has(first.ticket);
      const stays =
        scope.kind === "window" ? this.#held.size <= scope.baskets : this.#newest - first.time < scope.ms;
      if (isHeld && stays) return;
      this.#heap.pop();
      this.drop(first.ticket);
    }
  }

  #weigh(time: number, halfLifeMs: number): number {
    if (Number.isNaN(this.#epoch)) this.#epoch = time;
    const steps = Math.floor((this.#newest - this.#epoch) / halfLifeMs / DOUBLINGS_MAX);
    if (steps > 0) {
      const by = 2 ** (-DOUBLINGS_MAX * steps);
      this.sets.scale(by);
      this.#total *= by;
      this.#epoch += steps * DOUBLINGS_MAX * halfLifeMs;
    }
    return 2 ** ((time - this.#epoch) / halfLifeMs);
  }
}

/** Count that a share of baskets comes to; rounded up where counts are whole, but for the rounding of the product. */
export const shareOf = (share: number, total: number, isWhole: boolean): number =>
  isWhole ? Math.ceil(share * total - 1e-9) : share * total;
