import { BasketWalk } from "./basket-walk.ts";
import { CountTree } from "./count-tree.ts";
import type { FrequentSetsSettings } from "./frequent-sets-settings.ts";
import type { Occurrences } from "./occurrences.ts";
import { SetJoiner } from "./set-joiner.ts";
import { JOINED_KEPT, middleCount, slackened } from "./thresholds.ts";
import { type Due, WalkQueue } from "./walk-queue.ts";

/** At the bound the threshold rises by this at least: a basket that comes again and again must not bite each time. */
const RAISE = 1.5;
/** Most new pairs that one basket may make possible, as a share of the room. */
const PAIRS_SHARE = 0.25;
/** After the bound bit, so many baskets pass until a lower threshold is tried again; doubled where it bites again then. */
const RETRY_BASKETS = 4096;

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
  readonly #queue: WalkQueue;
  readonly #setsMax: number;
  #wanted = Number.POSITIVE_INFINITY;
  #items = 0;
  /** There are too many sets: the threshold rises until a quarter of the room is free. */
  #isFull = false;
  /** What is being taken apart had to leave for want of room. */
  #isEvicting = false;
  #revision = 0;
  #evictions = 0;
  #sinceBound = 0;
  #retryAfter = RETRY_BASKETS;
  /** A lower threshold is being tried. */
  #isTrying = false;

  constructor({ maxLength, setsMax }: FrequentSetsSettings) {
    this.#joiner = new SetJoiner(maxLength);
    this.#walk = new BasketWalk(this.#joiner);
    this.#queue = new WalkQueue(this.#walk, (by, frequent) => this.#entered(by, frequent));
    this.tree = this.#joiner.tree;
    this.occurrences = this.#joiner.occurrences;
    this.#setsMax = setsMax;
  }

  /** Count from which every set is known, once nothing waits. Infinity while only items are counted. */
  get completeFrom(): number {
    return this.#joiner.joinAt;
  }

  /** Whether nothing waits to be counted or taken apart. */
  get settled(): boolean {
    return this.#isTidy && this.#joiner.settled;
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
    return this.#walk.work + this.#joiner.work;
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
   * Counts a basket and returns its number. What takes long waits for {@link FrequentSets.tidy}, candidates that it
   * brings up for {@link FrequentSets.settle}. Cost: O(items + counted sets that it holds).
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
    this.#count({ items, by: weight, fresh });
    if (this.#joiner.joinAt > this.#wanted && ++this.#sinceBound > this.#retryAfter) this.#retry();
    return tid;
  }

  /** Takes a basket away, as if it had never been added. */
  remove(tid: number): void {
    const items = this.occurrences.itemsOf(tid);
    const due = { items, by: -this.occurrences.weightOf(tid), fresh: -this.occurrences.freshOf(tid) };
    this.#joiner.basketsChange();
    this.occurrences.remove(tid);
    this.#count(due);
  }

  /** Lets an item go that is in no basket any more. */
  forgetItem(item: number): void {
    this.tidy();
    const node = this.tree.child(CountTree.root, item);
    if (node < 0) return;
    this.#joiner.release(node);
    this.#items--;
  }

  /** Says from which count on sets are wanted. O(counted sets) where that is lower than before, else O(1). */
  want(threshold: number): void {
    this.tidy();
    this.#wanted = threshold;
    const { joinAt } = this.#joiner;
    const slack = slackened(threshold, joinAt);
    if (threshold < joinAt && (this.#sinceBound === 0 || joinAt === Number.POSITIVE_INFINITY)) {
      this.#joiner.lower(threshold);
    } else if (slack !== undefined) {
      this.#joiner.raise(slack, slack * JOINED_KEPT);
      this.#sinceBound = 0;
      this.#retryAfter = RETRY_BASKETS;
    }
  }

  /** Stops counting sets of more than one item, until some are wanted again. */
  rest(): void {
    this.#wanted = Number.POSITIVE_INFINITY;
    this.#sinceBound = 0;
    if (this.#joiner.joinAt !== Number.POSITIVE_INFINITY) this.#joiner.raise(Number.POSITIVE_INFINITY);
  }

  /**
   * Counts baskets that wait and takes apart sets that do not reach the threshold any more: what has to be done before
   * more baskets come. @param until {@link FrequentSets.work} at which to stop @returns whether all is done.
   */
  tidy(until = Number.POSITIVE_INFINITY): boolean {
    while (!this.#isTidy) {
      if (this.work >= until) return false;
      this.#revision++;
      if (this.#queue.isPending) this.#queue.go(until - this.#joiner.work);
      else if (this.#joiner.isPruning) this.#prune(until - this.#walk.work);
      else this.#overflow();
      this.#isFull ||= this.sets > this.#setsMax;
    }
    return true;
  }

  /**
   * Gives waiting candidates their past counts. @param units most {@link FrequentSets.work} before it returns
   * @returns whether all are done.
   */
  settle(units = Number.POSITIVE_INFINITY): boolean {
    const until = this.work + units;
    while (this.tidy(until)) {
      if (this.#joiner.settled) return true;
      if (this.work >= until) return false;
      this.#revision++;
      this.#joiner.joinNext(this.#items + this.#setsMax * 1.25, until - this.#walk.work);
      this.#isFull ||= this.sets > this.#setsMax;
    }
    return false;
  }

  /** Multiplies all counts and weights in which new baskets weigh more. */
  scaleFresh(by: number): void {
    this.tidy();
    this.#joiner.scaleFresh(by);
    this.#revision++;
  }

  /** Multiplies all counts and weights. */
  scale(by: number): void {
    this.tidy();
    this.#joiner.scale(by);
    this.#revision++;
    this.#wanted *= by;
  }

  get #isTidy(): boolean {
    return !(this.#queue.isPending || this.#joiner.isPruning || this.#isFull);
  }

  #count(due: Due): void {
    this.#revision++;
    this.#queue.count(due);
    this.#isFull ||= this.sets > this.#setsMax;
  }

  /** A basket that makes many items frequent at once is about to make more sets than there is room for. */
  #entered(by: number, frequent: number): void {
    if (by < 0 || frequent * this.#walk.reaching <= this.#setsMax * PAIRS_SHARE) return;
    const fit = Math.floor(Math.sqrt(this.#setsMax * PAIRS_SHARE));
    this.#raiseBeyond(this.#walk.countsOf(frequent)[frequent - fit] ?? 0);
    this.#sinceBound = 1;
  }

  #prune(until: number): void {
    const before = this.sets;
    this.#joiner.prune(until);
    if (this.#isEvicting) this.#evictions += before - this.sets;
    this.#isEvicting &&= this.#joiner.isPruning;
  }

  /** There is no room, or not enough yet: the threshold rises to the middle of the joined sets' counts. */
  #overflow(): void {
    this.#sinceBound = 1;
    this.#isFull = this.sets > this.#setsMax * 0.75;
    if (this.#isFull) this.#raiseBeyond(middleCount(this.tree));
  }

  /** Lets go what has no greater count than `count`, or at least somewhat more than before. */
  #raiseBeyond(count: number): void {
    this.#joiner.raise(Math.max(count * (1 + 1e-9), this.#joiner.joinAt * RAISE));
    this.#isEvicting = true;
    if (this.#isTrying) this.#retryAfter *= 2;
    this.#isTrying = false;
  }

  /** Tries whether there is room for more now. */
  #retry(): void {
    this.#sinceBound = 1;
    if (!this.settled || this.sets > this.#setsMax / 2) return;
    this.#isTrying = true;
    this.#joiner.lower(Math.max(this.#wanted, this.#joiner.joinAt / RAISE));
    if (this.#joiner.joinAt <= this.#wanted) this.#sinceBound = 0;
  }
}
