import type { BasketLog } from "./basket-log.ts";
import { LeadingRules } from "./leading-rules.ts";
import { RecentBaskets } from "./recent-baskets.ts";
import { shareOf } from "./scoped-sets.ts";
import { TopItems } from "./top-items.ts";

/** Baskets that are looked at for one ranking. */
const LOOKED_AT_MAX = 2_048;
/** Most items of a basket that are looked at: those of the fewest baskets say most. */
const SHOWN_MAX = 16;

/** Scores that differ by less are the same, added up in another order. */
const ROUNDING = 1e-9;

/** Rank that an item which was taken out of a basket gets when the rest is shown: 1 is best, Infinity beyond the cutoff. */
export interface CompletionRanks {
  readonly popularity: number;
  /** By the sum of cosines between the item and those shown. */
  readonly cosine: number;
  /** As {@link BasketIndex.missing} ranks it. */
  readonly rules: number;
}

/** Which rules complete, and how far ranks are told apart. */
export interface CompletionSettings {
  /** Least baskets of a rule. */
  readonly minCount: number;
  /** Least share of baskets of a rule. */
  readonly minSupport: number;
  /** Most items on both sides of a rule; 0 is no limit. */
  readonly maxLength: number;
  /** Ranks beyond are told as Infinity. */
  readonly cutoff: number;
}

/**
 * Predicts the hidden item of a basket from the others, for test-then-train scoring: full ranking over all items but
 * those shown, down to a cutoff; what a model gives no score goes by popularity. The rules are those that a reader of
 * this log alone would answer with, over all its baskets while those with a shown item are at most 2,048, else over as
 * many of the newest; so the cost, some 0.5 ms, does not grow with the log.
 */
export class BasketCompletion {
  readonly #log: BasketLog;
  readonly #settings: CompletionSettings;
  readonly #recent: RecentBaskets;
  readonly #rules: LeadingRules;
  readonly #top: TopItems;
  /** By slot, the sum of cosines but for the item's own share; and the slots that have one. */
  #sums = new Float64Array(1024);
  readonly #met: number[] = [];

  constructor(log: BasketLog, settings: CompletionSettings) {
    this.#log = log;
    this.#settings = settings;
    this.#recent = new RecentBaskets();
    this.#rules = new LeadingRules(this.#recent, settings.maxLength);
    this.#top = new TopItems(log.items);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#recent.bytes + this.#rules.bytes + this.#sums.byteLength;
  }

  /** Notes the basket that the log took last. @param numbers its items. */
  learn(numbers: Int32Array): void {
    this.#recent.add(this.#log.added - 1, numbers);
    this.#recent.dropBefore(this.#log.firstSeq);
    this.#top.counted(numbers);
  }

  /** Takes up what a restored log holds. */
  restore(): void {
    this.#recent.fill(this.#log.firstSeq, this.#log.added, (seq) => this.#log.basket(seq));
  }

  /** Ranks of `hidden` given `shown`. Changes no answer. */
  ranks(shown: readonly string[], hidden: string): CompletionRanks {
    const { items } = this.#log;
    const { minCount, minSupport, cutoff } = this.#settings;
    const leastOf = (baskets: number): number => Math.max(minCount, shareOf(minSupport, baskets, true));
    const known = shown.map((id) => items.find(id)).filter((number) => number >= 0);
    const popular = this.#top.list(cutoff + known.length).filter((number) => !known.includes(number));
    const few = known.sort((a, b) => items.count(a) - items.count(b) || a - b).slice(0, SHOWN_MAX);
    const recent = this.#recent;
    const slotsOf = (numbers: readonly number[]): number[] =>
      numbers.map((number) => recent.slotOf(number)).filter((slot) => slot >= 0);
    const from = recent.since(slotsOf(few), LOOKED_AT_MAX);
    const baskets = recent.countSince(from, this.#log.added);
    this.#rules.find(slotsOf(few), slotsOf(known), from, leastOf(baskets));
    const target = items.find(hidden);
    const rankOf = (scored: readonly number[], better: (a: number, b: number) => boolean): number =>
      this.#rank(target, scored, better, popular);
    const cosine = this.#cosines();
    const isCloser = (a: number, b: number): boolean => {
      const lead = cosine(a) - cosine(b);
      return lead > ROUNDING || (lead >= -ROUNDING && this.#top.isBefore(a, b));
    };
    return {
      popularity: rankOf([], () => false),
      cosine: rankOf(
        this.#met.map((slot) => recent.itemOf(slot)),
        isCloser,
      ),
      rules: rankOf(this.#rules.found, (a, b) => this.#isSurer(a, b)),
    };
  }

  /** The sum of the cosines between an item and those shown, of the items in `met`. */
  #cosines(): (item: number) => number {
    const { items } = this.#log;
    const recent = this.#recent;
    if (this.#sums.length < recent.slots) this.#sums = new Float64Array(recent.slots * 2);
    const sums = this.#sums;
    for (const slot of this.#met) sums[slot] = 0;
    this.#met.length = 0;
    for (const { shown, baskets, others, counts } of this.#rules.pairs) {
      // Of all the shown item's baskets as many as of those looked at.
      const weight = Math.sqrt(items.count(shown)) / baskets;
      for (let i = 0; i < others.length; i++) {
        const slot = others[i] ?? 0;
        const sum = sums[slot] ?? 0;
        if (sum === 0) this.#met.push(slot);
        sums[slot] = sum + (counts[i] ?? 0) * weight;
      }
    }
    return (item) => (sums[recent.slotOf(item)] ?? 0) / Math.sqrt(items.count(item));
  }

  /** By confidence, then baskets, then name: as a reader answers. */
  #isSurer(a: number, b: number): boolean {
    const [x, y] = [this.#rules.bestOf(a), this.#rules.bestOf(b)];
    if (x.confidence !== y.confidence) return x.confidence > y.confidence;
    if (x.count !== y.count) return x.count > y.count;
    const { items } = this.#log;
    return (items.idOf(a) ?? "") < (items.idOf(b) ?? "");
  }

  /** Place of `target` among what has a score, then by popularity; Infinity beyond the cutoff. */
  #rank(
    target: number,
    scored: readonly number[],
    isBetter: (a: number, b: number) => boolean,
    popular: readonly number[],
  ): number {
    const { items } = this.#log;
    const { cutoff } = this.#settings;
    if (target < 0) return Number.POSITIVE_INFINITY;
    let rank = 1;
    const isScored = scored.includes(target);
    for (let i = 0; i < scored.length && rank <= cutoff; i++) {
      const other = scored[i] ?? 0;
      const isAhead = other !== target && (!isScored || isBetter(other, target));
      if (isAhead && items.idOf(other) !== undefined) rank++;
    }
    for (let i = 0; i < popular.length && !isScored && rank <= cutoff; i++) {
      const other = popular[i] ?? 0;
      if (this.#top.isBefore(other, target) && !scored.includes(other)) rank++;
    }
    return rank > cutoff ? Number.POSITIVE_INFINITY : rank;
  }
}
