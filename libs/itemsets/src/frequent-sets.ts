import { BasketWalk } from "./basket-walk.ts";
import { CountTree } from "./count-tree.ts";
import type { Occurrences } from "./occurrences.ts";
import { JOINED, SetJoiner } from "./set-joiner.ts";

/** A threshold may fall behind the wanted one by this much before sets are let go: so that few come and go. */
const SLACK = 0.9;
const SLACK_AFTER = 0.95;
/** At the bound the threshold rises by this at least: a basket that comes again and again must not bite each time. */
const RAISE = 1.5;
/** Most new pairs that one basket may make possible, as a share of the room. */
const PAIRS_SHARE = 0.25;
/** After the bound bit, so many baskets pass until a lower threshold is tried again; doubled each time. */
const RETRY_BASKETS = 4096;

/** Bounds of the sets that are counted. */
export interface FrequentSetsSettings {
  /** Greatest number of items in a set; 0 is no limit. */
  readonly maxLength: number;
  /** Most sets of two or more items that have a count, those just below the threshold included. */
  readonly setsMax: number;
}

/**
 * Every itemset at or above a threshold, exact after every basket that is added or taken away. Apriori's candidates
 * (Agrawal & Srikant 1994) are joined as soon as both their generators reach the threshold: P ∪ {x} and P ∪ {y} make
 * the candidate P ∪ {x, y}, whose past count comes from the occurrences of the later generator, not from a rescan.
 * From then on each basket counts the candidates that it holds. What is counted but not frequent is the border of FUP
 * (Cheung et al. 1996). Items are numbers; where popular items have small ones, few candidates are made.
 */
export class FrequentSets {
  readonly tree: CountTree;
  readonly occurrences: Occurrences;
  readonly #joiner: SetJoiner;
  readonly #walk: BasketWalk;
  readonly #setsMax: number;
  #wanted = Number.POSITIVE_INFINITY;
  #items = 0;
  #work = 0;
  #revision = 0;
  #evictions = 0;
  #sinceBound = 0;
  #retryAfter = RETRY_BASKETS;

  constructor({ maxLength, setsMax }: FrequentSetsSettings) {
    this.#joiner = new SetJoiner(maxLength);
    this.#walk = new BasketWalk(this.#joiner);
    this.tree = this.#joiner.tree;
    this.occurrences = this.#joiner.occurrences;
    this.#setsMax = setsMax;
  }

  /** Count from which every set is known, once nothing waits. Infinity while only items are counted. */
  get completeFrom(): number {
    return this.#joiner.joinAt;
  }

  /** Whether candidates wait for their past counts. */
  get settled(): boolean {
    return this.#joiner.settled;
  }

  /** Sets of two or more items that have a count. */
  get sets(): number {
    return this.tree.size - this.#items;
  }

  /** Changes whenever a count or what is counted may have. */
  get revision(): number {
    return this.#revision;
  }

  /** Work done since the beginning: sets counted and items looked at. Some 40 million a second. */
  get work(): number {
    return this.#work + this.#walk.work;
  }

  /** Sets that were let go because there was no room. */
  get evictions(): number {
    return this.#evictions;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.tree.bytes + this.occurrences.bytes;
  }

  /** Count of the set of one item. */
  itemCount(item: number): number {
    const node = this.tree.child(CountTree.root, item);
    return node < 0 ? 0 : (this.tree.count[node] ?? 0);
  }

  /**
   * Counts a basket and returns its number. Candidates that it brings up wait for {@link FrequentSets.settle}.
   * Cost: O(items + counted sets that it holds).
   * @param items different items, greatest number first; kept as given
   * @param fresh weight by which new baskets count for more
   */
  add(items: Int32Array, weight = 1, fresh = 0): number {
    const tid = this.occurrences.add(items, weight, fresh);
    this.#joiner.basketsChange();
    for (let i = 0; i < items.length; i++) {
      const before = this.tree.size;
      this.tree.claim(CountTree.root, items[i] ?? 0);
      this.#items += this.tree.size - before;
    }
    this.#count(items, weight, fresh);
    if (this.sets > this.#setsMax) this.#overflow();
    if (this.#joiner.joinAt > this.#wanted && ++this.#sinceBound > this.#retryAfter) this.#retry();
    return tid;
  }

  /** Takes a basket away, as if it had never been added. */
  remove(tid: number): void {
    const items = this.occurrences.itemsOf(tid);
    this.#joiner.basketsChange();
    this.#count(items, -this.occurrences.weightOf(tid), -this.occurrences.freshOf(tid));
    this.occurrences.remove(tid);
  }

  /** Lets an item go that is in no basket any more. */
  forgetItem(item: number): void {
    const node = this.tree.child(CountTree.root, item);
    if (node < 0) return;
    this.#joiner.release(node);
    this.#items--;
  }

  /** Says from which count on sets are wanted. Cost: O(counted sets) where that changes what is kept, else O(1). */
  want(threshold: number): void {
    this.#wanted = threshold;
    if (
      threshold < this.#joiner.joinAt &&
      (this.#sinceBound === 0 || this.#joiner.joinAt === Number.POSITIVE_INFINITY)
    ) {
      this.#joiner.lower(threshold);
    } else if (this.#joiner.joinAt < SLACK * threshold && this.#joiner.joinAt < slackened(threshold)) {
      this.#raise(slackened(threshold));
      this.#sinceBound = 0;
      this.#retryAfter = RETRY_BASKETS;
    }
  }

  /** Stops counting sets of more than one item, until some are wanted again. */
  rest(): void {
    this.#wanted = Number.POSITIVE_INFINITY;
    this.#raise(Number.POSITIVE_INFINITY);
    this.#sinceBound = 0;
  }

  /**
   * Gives waiting candidates their past counts.
   * @param units most {@link FrequentSets.work} before it returns
   * @returns whether all are done.
   */
  settle(units = Number.POSITIVE_INFINITY): boolean {
    for (let left = units; left > 0; ) {
      const looked = this.#joiner.joinNext(this.#items + this.#setsMax * 1.25);
      if (looked < 0) return true;
      this.#revision++;
      this.#work += looked;
      left -= looked;
      if (this.sets > this.#setsMax) this.#overflow();
    }
    return this.#joiner.settled;
  }

  /** Multiplies all counts and weights in which new baskets weigh more. */
  scaleFresh(by: number): void {
    this.#joiner.scaleFresh(by);
    this.#revision++;
  }

  /** Multiplies all counts and weights. */
  scale(by: number): void {
    this.#joiner.scale(by);
    this.#revision++;
    this.#wanted *= by;
  }

  #count(items: Int32Array, by: number, fresh: number): void {
    this.#revision++;
    const frequent = this.#walk.enter(items, by, fresh);
    // A basket that makes many items frequent at once is about to make more sets than there is room for.
    if (by > 0 && frequent * this.#walk.reaching > this.#setsMax * PAIRS_SHARE) {
      const fit = Math.floor(Math.sqrt(this.#setsMax * PAIRS_SHARE));
      this.#raiseBeyond(this.#walk.countsOf(frequent)[frequent - fit] ?? 0);
      this.#sinceBound = 1;
    }
    this.#walk.go(frequent, by);
  }

  /** There is no room: the threshold rises until a quarter is free. */
  #overflow(): void {
    const { tree } = this;
    while (this.sets > this.#setsMax * 0.75) {
      const counts: number[] = [];
      for (let node = 1; node < tree.nodes; node++)
        if (tree.isHeld(node) && tree.state[node] === JOINED) counts.push(tree.count[node] ?? 0);
      const middle = Float64Array.from(counts).sort()[counts.length >> 1] ?? 0;
      this.#raiseBeyond(middle);
    }
    this.#sinceBound = 1;
  }

  #raise(threshold: number): void {
    this.#revision++;
    this.#joiner.raise(threshold);
  }

  /** Lets go what has no greater count than `count`, or at least somewhat more than before. */
  #raiseBeyond(count: number): void {
    const before = this.sets;
    this.#raise(Math.max(count * (1 + 1e-9), this.#joiner.joinAt * RAISE));
    this.#evictions += before - this.sets;
  }

  /** Tries whether there is room for more now. */
  #retry(): void {
    this.#sinceBound = 1;
    if (!this.settled || this.sets > this.#setsMax / 2) return;
    this.#retryAfter *= 2;
    this.#joiner.lower(Math.max(this.#wanted, this.#joiner.joinAt / RAISE));
    if (this.#joiner.joinAt <= this.#wanted) this.#sinceBound = 0;
  }
}

/** A threshold somewhat below the wanted one: a whole number where that is one. */
const slackened = (threshold: number): number =>
  Number.isInteger(threshold) ? Math.floor(threshold * SLACK_AFTER) : threshold * SLACK_AFTER;
