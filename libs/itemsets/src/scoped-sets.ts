import { ForwardDecay } from "./forward-decay.ts";
import { FrequentSets } from "./frequent-sets.ts";
import type { FrequentSetsSettings } from "./frequent-sets-settings.ts";
import type { Scope } from "./scope.ts";
import { TimeHeap } from "./time-heap.ts";

/** Which baskets count, and which sets are kept. */
export interface ScopedSetsSettings extends FrequentSetsSettings {
  readonly scope: Scope;
  /** Least count of a set that is ever answered. */
  readonly minCount: number;
  /** Share of baskets from which on sets are kept ready. */
  readonly minSupport: number;
  /** Time in which a basket's weight halves in the lift of late. */
  readonly trendHalfLifeMs: number;
}

/**
 * Frequent sets over the baskets in scope. Baskets may come in any order: those that the newest ones push out of the
 * window are taken away again by {@link ScopedSets.expire}. Decay weighs forward (Cormode et al. 2009): a basket counts 2^(time / half-life) for
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
  readonly #weights: ForwardDecay;
  readonly #fresh: ForwardDecay;
  #freshTotal = 0;
  #demand: number;

  constructor(settings: ScopedSetsSettings) {
    this.#settings = settings;
    this.#demand = settings.minSupport;
    this.sets = new FrequentSets(settings);
    const { scope, trendHalfLifeMs } = settings;
    this.#weights = new ForwardDecay(scope.kind === "decay" ? scope.halfLifeMs : Number.POSITIVE_INFINITY);
    this.#fresh = new ForwardDecay(trendHalfLifeMs);
  }

  /** Sum of the weights by which new baskets count for more, in the unit of the sets' own. */
  get freshTotal(): number {
    return this.#freshTotal;
  }

  /** What a basket of now weighs in that unit. */
  get freshScale(): number {
    return this.#fresh.weightOf(this.#newest);
  }

  /** Baskets in scope; their weights' sum under decay. */
  get total(): number {
    return this.#total / this.scale;
  }

  /** Count in the tree of one basket of now. */
  get scale(): number {
    return this.#weights.weightOf(this.#newest);
  }

  /** Count of baskets of now from which on all sets are known. */
  get completeFrom(): number {
    const least = this.sets.completeFrom / this.scale;
    return this.isWhole ? Math.ceil(least) : least;
  }

  /** Takes a basket. @param items different items, greatest number first. @returns what to drop it by. */
  add(items: Int32Array, time: number): number {
    const { scope } = this.#settings;
    this.#newest = Math.max(this.#newest, time);
    this.#rescale();
    const weight = this.#weights.weightOf(time);
    const fresh = this.#fresh.weightOf(time);
    const tid = this.sets.add(items, weight, fresh);
    this.#total += weight;
    this.#freshTotal += fresh;
    if (scope.kind === "landmark" || scope.kind === "decay") return tid;
    const ticket = this.#added++;
    this.#held.set(ticket, tid);
    this.#heap.push(time, ticket);
    return ticket;
  }

  /** Takes a basket away, if it is in scope still. */
  drop(ticket: number): void {
    const { kind } = this.#settings.scope;
    const tid = kind === "landmark" || kind === "decay" ? ticket : this.#held.get(ticket);
    if (tid === undefined) return;
    this.#held.delete(ticket);
    this.#total -= this.sets.occurrences.weightOf(tid);
    this.#freshTotal -= this.sets.occurrences.freshOf(tid);
    this.sets.remove(tid);
  }

  /** Takes away what the newest baskets pushed out. @param until work of the sets at which to stop @returns whether all is done */
  expire(until: number): boolean {
    const { scope } = this.#settings;
    if (scope.kind === "landmark" || scope.kind === "decay") return true;
    for (;;) {
      const first = this.#heap.peek();
      if (first === undefined) return true;
      const isHeld = this.#held.has(first.ticket);
      const stays =
        scope.kind === "window" ? this.#held.size <= scope.baskets : this.#newest - first.time < scope.ms;
      if (isHeld && stays) return true;
      if (!this.sets.tidy(until) || this.sets.work >= until) return false;
      this.#heap.pop();
      this.drop(first.ticket);
    }
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

  #rescale(): void {
    const by = this.#weights.advance(this.#newest);
    if (by !== 1) {
      this.sets.scale(by);
      this.#total *= by;
    }
    const freshBy = this.#fresh.advance(this.#newest);
    if (freshBy === 1) return;
    this.sets.scaleFresh(freshBy);
    this.#freshTotal *= freshBy;
  }
}

/** Count that a share of baskets comes to; rounded up where counts are whole, but for the rounding of the product. */
export const shareOf = (share: number, total: number, isWhole: boolean): number =>
  isWhole ? Math.ceil(share * total - 1e-9) : share * total;
