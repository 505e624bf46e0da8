import type { RecentBaskets } from "./recent-baskets.ts";

/** Most items on the left, where rules may be of any length. */
const LEFT_MAX = 3;
/** Items of baskets that are counted for one question, after which longer left sides are not looked at: about 2 ms. */
const WORK_MAX = 500_000;
/** Items in the largest basket that is remembered. */
const BASKET_ITEMS_MAX = 100;

/** How an item that is not shown is best led to. */
export interface LeadingRule {
  readonly confidence: number;
  /** Baskets with both sides. */
  readonly count: number;
}

/** What was counted with one shown item. */
export interface CountedWith {
  readonly shown: number;
  /** Baskets with it. */
  readonly baskets: number;
  /** Slots of the other items, and how many baskets each shares. */
  readonly others: readonly number[];
  readonly counts: readonly number[];
}

/** A left side: baskets that hold it, and the shown item that it ends with. */
interface Left {
  readonly places: Int32Array;
  readonly last: number;
}

const none: LeadingRule = { confidence: 0, count: 0 };

/**
 * Rules that lead out of a basket to one item, found by walking through the baskets of its items, depth by depth (Zaki
 * 2000), with no sets kept.
 */
export class LeadingRules {
  readonly #recent: RecentBaskets;
  readonly #leftMax: number;
  readonly #basket = new Int32Array(BASKET_ITEMS_MAX);
  /** By slot: baskets shared with the left side looked at, and whether the item is shown. */
  #together = new Int32Array(1024);
  #isShown = new Uint8Array(1024);
  readonly #met: number[] = [];
  #best = new Map<number, LeadingRule>();
  #pairs: CountedWith[] = [];
  #work = 0;

  /** @param maxLength most items on both sides; 0 is no limit. */
  constructor(recent: RecentBaskets, maxLength: number) {
    this.#recent = recent;
    this.#leftMax = maxLength === 0 ? LEFT_MAX : Math.min(LEFT_MAX, maxLength - 1);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#together.byteLength + this.#isShown.byteLength;
  }

  /** Items that a rule leads to. */
  get found(): number[] {
    return [...this.#best.keys()];
  }

  /** The surest rule to an item; of those the one of the most baskets. */
  bestOf(item: number): LeadingRule {
    return this.#best.get(item) ?? none;
  }

  /** What was counted with each shown item. */
  get pairs(): readonly CountedWith[] {
    return this.#pairs;
  }

  /**
   * Finds the rules. Cost: O(items of the baskets looked at), bounded.
   * @param shown slots of items on the left; @param known slots of all items that are not to be led to.
   * @param from place of the first basket that counts; @param least fewest baskets of a rule.
   */
  find(shown: readonly number[], known: readonly number[], from: number, least: number): void {
    const recent = this.#recent;
    if (this.#together.length < recent.slots) {
      this.#together = new Int32Array(recent.slots * 2);
      this.#isShown = new Uint8Array(recent.slots * 2);
    }
    this.#best = new Map();
    this.#pairs = [];
    this.#work = 0;
    for (const slot of known) this.#isShown[slot] = 1;
    const single = shown.map((slot, last) => ({ places: recent.placesOf(slot, from), last }));
    for (const left of single) this.#count(left, least, shown[left.last]);
    let level: readonly Left[] = single;
    for (let length = 2; length <= this.#leftMax && level.length > 0; length++)
      level = this.#longer(level, single, least);
    for (const slot of known) this.#isShown[slot] = 0;
  }

  /** Left sides of one item more. */
  #longer(level: readonly Left[], single: readonly Left[], least: number): readonly Left[] {
    const longer: Left[] = [];
    for (const { places, last } of level) {
      if (places.length < least) continue;
      for (const other of single.slice(last + 1)) {
        if (this.#work > WORK_MAX) return longer;
        this.#work += places.length;
        const both = common(places, other.places);
        if (both.length < least) continue;
        const left = { places: both, last: other.last };
        this.#count(left, least);
        longer.push(left);
      }
    }
    return longer;
  }

  /** Counts what else is in the baskets of a left side. @param slot of the one item on it, where it is one. */
  #count({ places }: Left, least: number, slot?: number): void {
    const basket = this.#basket;
    const together = this.#together;
    const met = this.#met;
    for (let n = 0; n < places.length; n++) {
      const size = this.#recent.read(places[n] ?? 0, basket);
      this.#work += size;
      for (let i = 0; i < size; i++) {
        const other = basket[i] ?? 0;
        if (this.#isShown[other] === 1) continue;
        const both = together[other] ?? 0;
        if (both === 0) met.push(other);
        together[other] = both + 1;
      }
    }
    if (slot !== undefined) {
      const counts = met.map((other) => together[other] ?? 0);
      this.#pairs.push({
        shown: this.#recent.itemOf(slot),
        baskets: places.length,
        others: met.slice(),
        counts,
      });
    }
    for (const other of met) {
      this.#offer(other, together[other] ?? 0, places.length, least);
      together[other] = 0;
    }
    met.length = 0;
  }

  #offer(slot: number, count: number, left: number, least: number): void {
    if (count < least) return;
    const item = this.#recent.itemOf(slot);
    const confidence = count / left;
    const known = this.bestOf(item);
    if (confidence < known.confidence || (confidence === known.confidence && count <= known.count)) return;
    this.#best.set(item, { confidence, count });
  }
}

/** What is in both of two ascending lists. */
const common = (a: Int32Array, b: Int32Array): Int32Array => {
  const both = new Int32Array(Math.min(a.length, b.length));
  let found = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] ?? 0, b[j] ?? 0];
    if (x === y) both[found++] = x;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return both.subarray(0, found);
};
