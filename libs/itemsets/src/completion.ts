import type { BasketLog } from "./basket-log.ts";
import { TopItems } from "./top-items.ts";

/** Newest baskets of each item that are remembered. */
const BASKETS_PER_ITEM = 256;
/** Baskets that are looked at for one ranking, shared out among the shown items. */
const BASKETS_LOOKED_AT = 1024;
/** Most items of a basket that are looked at: those of the fewest baskets say most. */
const SHOWN_MAX = 16;
/** Larger baskets tell little about what goes with what, and are passed over. */
const BASKET_ITEMS_MAX = 100;

/** Scores that differ by less are the same, added up in another order. */
const ROUNDING = 1e-9;

/** Rank that an item which was taken out of a basket gets when the rest is shown: 1 is best, Infinity beyond the cutoff. */
export interface CompletionRanks {
  readonly popularity: number;
  /** By the sum of cosines between the item and those shown. */
  readonly cosine: number;
  /** By the greatest confidence of a rule, of at least `minCount` baskets, from one of those shown. */
  readonly rules: number;
}

interface Recent {
  seqs: Float64Array;
  size: number;
}

/**
 * Predicts the hidden item of a basket from the others, for test-then-train scoring: full ranking over all items but
 * those shown, down to a cutoff; what a model gives the same score goes by popularity. Pairs are counted over the newest
 * 64 to 256 baskets of each shown item, 1,024 in all, so that the cost, some 0.3 ms, does not grow with the log.
 */
export class BasketCompletion {
  readonly #log: BasketLog;
  readonly #minCount: number;
  readonly #cutoff: number;
  readonly #recent = new Map<number, Recent>();
  readonly #top: TopItems;
  /** Scratch: baskets that an item shares with the one looked at, and which items have any. */
  #together = new Int32Array(1024);
  readonly #met: number[] = [];

  constructor(log: BasketLog, minCount: number, cutoff: number) {
    this.#log = log;
    this.#minCount = minCount;
    this.#cutoff = cutoff;
    this.#top = new TopItems(log.items);
  }

  /** Bytes held. */
  get bytes(): number {
    let sum = 0;
    for (const { seqs } of this.#recent.values()) sum += seqs.byteLength + 120;
    return sum;
  }

  /** Notes the basket that the log took last. @param numbers its items. */
  learn(numbers: Int32Array): void {
    const seq = this.#log.added - 1;
    for (let i = 0; i < numbers.length; i++) this.#note(numbers[i] ?? 0, seq);
    this.#top.counted();
  }

  /** Takes up what a restored log holds. */
  restore(): void {
    for (let seq = this.#log.firstSeq; seq < this.#log.added; seq++) {
      const numbers = this.#log.basket(seq) ?? new Int32Array();
      for (let i = 0; i < numbers.length; i++) this.#note(numbers[i] ?? 0, seq);
    }
  }

  /** Ranks of `hidden` given `shown`. Changes no answer. */
  ranks(shown: readonly string[], hidden: string): CompletionRanks {
    const { items } = this.#log;
    const target = items.find(hidden);
    const known = shown.map((id) => items.find(id)).filter((number) => number >= 0);
    const popular = this.#top.list(this.#cutoff + known.length).filter((number) => !known.includes(number));
    const few = known.sort((a, b) => items.count(a) - items.count(b) || a - b).slice(0, SHOWN_MAX);
    const rules = new Map<number, number>();
    const cosine = new Map<number, number>();
    const share = Math.min(BASKETS_PER_ITEM, Math.floor(BASKETS_LOOKED_AT / Math.max(1, few.length)));
    for (const number of few) this.#weigh(number, share, rules, cosine);
    for (const number of known) {
      rules.delete(number);
      cosine.delete(number);
    }
    const rankOf = (scores: ReadonlyMap<number, number>): number => this.#rank(target, scores, popular);
    return { popularity: rankOf(new Map()), cosine: rankOf(cosine), rules: rankOf(rules) };
  }

  #note(number: number, seq: number): void {
    let recent = this.#recent.get(number);
    if (recent === undefined) {
      recent = { seqs: new Float64Array(2), size: 0 };
      this.#recent.set(number, recent);
    }
    if (recent.size === BASKETS_PER_ITEM * 2) {
      recent.seqs.copyWithin(0, BASKETS_PER_ITEM);
      recent.size = BASKETS_PER_ITEM;
    } else if (recent.size === recent.seqs.length) {
      const wider = new Float64Array(recent.size * 2);
      wider.set(recent.seqs);
      recent.seqs = wider;
    }
    recent.seqs[recent.size++] = seq;
  }

  /** Adds what the newest baskets of one shown item say. */
  #weigh(shown: number, most: number, rules: Map<number, number>, cosine: Map<number, number>): void {
    const recent = this.#recent.get(shown);
    if (recent === undefined) return;
    const { items } = this.#log;
    let baskets = 0;
    for (let i = recent.size - 1; i >= 0 && baskets < most; i--) {
      const basket = this.#log.basket(recent.seqs[i] ?? 0);
      if (basket === undefined) break;
      baskets++;
      if (basket.length > BASKET_ITEMS_MAX) continue;
      this.#meet(basket);
    }
    const norm = baskets * Math.sqrt(items.count(shown));
    for (const other of this.#met) {
      const both = this.#together[other] ?? 0;
      this.#together[other] = 0;
      if (other === shown || items.idOf(other) === undefined) continue;
      const similarity = (both * items.count(shown)) / (norm * Math.sqrt(items.count(other)));
      cosine.set(other, (cosine.get(other) ?? 0) + similarity);
      if (both >= this.#minCount) rules.set(other, Math.max(rules.get(other) ?? 0, both / baskets));
    }
    this.#met.length = 0;
  }

  /** Counts the items of a basket. @param basket ascending. */
  #meet(basket: Int32Array): void {
    const greatest = basket[basket.length - 1] ?? 0;
    if (greatest >= this.#together.length) {
      const wider = new Int32Array(Math.max(greatest + 1, this.#together.length * 2));
      wider.set(this.#together);
      this.#together = wider;
    }
    for (let i = 0; i < basket.length; i++) {
      const other = basket[i] ?? 0;
      const both = this.#together[other] ?? 0;
      if (both === 0) this.#met.push(other);
      this.#together[other] = both + 1;
    }
  }

  /** Place of `target` among what has a score, then by popularity; Infinity beyond the cutoff. */
  #rank(target: number, scores: ReadonlyMap<number, number>, popular: readonly number[]): number {
    const { items } = this.#log;
    if (target < 0) return Number.POSITIVE_INFINITY;
    const own = scores.get(target);
    const count = items.count(target);
    const isMorePopular = (other: number): boolean =>
      items.count(other) > count || (items.count(other) === count && other < target);
    let rank = 1;
    if (own === undefined) {
      rank += scores.size;
      for (const other of popular) if (!scores.has(other) && isMorePopular(other)) rank++;
    } else {
      for (const [other, score] of scores) {
        const lead = score - own;
        if (lead > ROUNDING || (lead >= -ROUNDING && isMorePopular(other))) rank++;
      }
    }
    return rank > this.#cutoff ? Number.POSITIVE_INFINITY : rank;
  }
}
