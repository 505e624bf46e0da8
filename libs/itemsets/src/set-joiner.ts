import { CountTree } from "./count-tree.ts";
import { DueSets } from "./due-sets.ts";
import { type Found, FoundBaskets } from "./found-baskets.ts";
import { Occurrences, type TidList } from "./occurrences.ts";
import { JOINED, SetPruner, WAITING } from "./set-pruner.ts";

/** Finding or making a candidate takes as long as looking at so many items. */
const UNITS_PER_CANDIDATE = 4;

/** A set that is being joined: how far its past baskets have been gone through. */
interface Join {
  readonly node: number;
  readonly members: readonly number[];
  /** The item before its own: candidates add a smaller one. */
  readonly last: number;
  readonly list: TidList | undefined;
  readonly found: Found;
  next: number;
}

/**
 * Joins frequent sets into candidates, level after level (Agrawal & Srikant 1994, apriori-gen): P ∪ {x} and P ∪ {y} make
 * P ∪ {x, y}, whose past count comes from the occurrences of the one joined later. Takes candidates apart again where a
 * generator falls below the threshold.
 */
export class SetJoiner {
  readonly tree = new CountTree();
  readonly occurrences = new Occurrences();
  readonly #depthMax: number;
  #joinAt = Number.POSITIVE_INFINITY;
  readonly #waiting: number[] = [];
  /** For each that waits the set whose join brought it up, which it contains; −1 where a basket did. */
  readonly #origins: number[] = [];
  readonly #found = new FoundBaskets();
  readonly #pruner = new SetPruner(this.tree);
  /** What is to be joined since the threshold came down, once nothing else waits. */
  readonly #due = new DueSets(this.tree);
  #join: Join | undefined;
  #work = 0;

  /** @param maxLength greatest number of items in a set; 0 is no limit. */
  constructor(maxLength: number) {
    this.#depthMax = maxLength === 0 ? 65_535 : maxLength;
  }

  /** Count from which on sets are joined. */
  get joinAt(): number {
    return this.#joinAt;
  }

  /** Whether no set waits to be joined. */
  get settled(): boolean {
    return this.#waiting.length === 0 && this.#join === undefined && !this.#due.isPending;
  }

  /** Work done since the beginning: baskets' items looked at, and sets. */
  get work(): number {
    return this.#work + this.#pruner.work;
  }

  /** Whether something is being taken apart: nothing may be joined until all is. */
  get isPruning(): boolean {
    return this.#pruner.isPending;
  }

  /** Goes on taking apart. @param until work at which to stop */
  prune(until: number): void {
    this.#pruner.go(until - this.#work);
  }

  /** Says that baskets come or go. */
  basketsChange(): void {
    this.#found.clear();
    this.#abandon();
  }

  /** Lets a set wait to be joined, if it does not and is not, and longer ones are wanted. */
  await(node: number, origin = -1): void {
    const { tree } = this;
    if (tree.state[node] !== 0 || (tree.depth[node] ?? 0) >= this.#depthMax) return;
    tree.state[node] = WAITING;
    this.#waiting.push(node);
    this.#origins.push(origin);
  }

  /**
   * Goes on with the set that is being joined, or begins with the one that began to wait last, or one that is due.
   * @param setsMax nodes at which to stop: then the set waits again. @param until work at which to stop.
   */
  joinNext(setsMax: number, until: number): void {
    if (this.#due.isLooking) {
      this.#work += this.#due.look(this.#joinAt, until - this.work);
      return;
    }
    if (this.#join === undefined && this.#waiting.length === 0) this.#awaitDue();
    this.#join ??= this.#nextJoin();
    if (this.#join !== undefined) this.#goOn(this.#join, setsMax, until - this.#pruner.work);
  }

  /** Lets a set go, with all that it was joined into. */
  release(node: number): void {
    if (this.#join !== undefined) this.#abandon();
    if (this.tree.state[node] === JOINED) this.#unjoin(node);
    this.tree.free(node);
  }

  /** Joins from a lower count on. Only while nothing is being taken apart. */
  lower(threshold: number): void {
    this.#joinAt = threshold;
    this.#due.begin();
  }

  /**
   * Joins from a greater count on: what does not reach it is to be taken apart by {@link SetJoiner.prune}.
   * @param kept count from which on what is joined stays so
   */
  raise(threshold: number, kept = threshold): void {
    this.#joinAt = threshold;
    if (threshold === Number.POSITIVE_INFINITY) this.#due.clear();
    this.basketsChange();
    this.#pruner.begin(kept);
  }

  /** Follows a change of the unit of the counts in which new baskets weigh more. */
  scaleFresh(by: number): void {
    this.occurrences.scale("fresh", by);
    this.tree.scale("fresh", by);
  }

  /** Follows a change of the unit of counts. */
  scale(by: number): void {
    this.occurrences.scale("weights", by);
    this.tree.scale("count", by);
    this.#joinAt *= by;
  }

  #awaitDue(): void {
    const node = this.#due.take() ?? -1;
    this.#work++;
    if (this.tree.isHeld(node) && (this.tree.count[node] ?? 0) >= this.#joinAt) this.await(node);
  }

  /** Begins with the set that began to wait last, if one does that is still to be joined. */
  #nextJoin(): Join | undefined {
    const { tree } = this;
    const node = this.#waiting.pop();
    const origin = this.#origins.pop() ?? -1;
    this.#work++;
    if (node === undefined || !tree.isHeld(node) || tree.state[node] !== WAITING) return undefined;
    tree.state[node] = 0;
    if ((tree.count[node] ?? 0) < this.#joinAt) return undefined;
    tree.state[node] = JOINED;
    const members = tree.pathOf(node);
    const last = members.length < 2 ? Number.POSITIVE_INFINITY : (members[members.length - 2] ?? 0);
    const list = this.#within(origin, members);
    const found = this.#found.begin(node, members.length, list?.size ?? 0);
    return { node, members, last, list, found, next: 0 };
  }

  /** Makes the candidates of a set and its joined siblings, counted from its occurrences. */
  #goOn(join: Join, setsMax: number, until: number): void {
    const { list } = join;
    for (; list !== undefined && join.next < list.size; join.next++) {
      if (this.#work >= until) return;
      this.#countIn(list.tids[join.next] ?? 0, join);
      if (this.tree.size <= setsMax) continue;
      // Half a past count is none: the set waits again, for the threshold that the bound is about to raise.
      this.#abandon();
      return;
    }
    this.#join = undefined;
  }

  /** Counts one basket in a set's candidates, if it holds the set. */
  #countIn(tid: number, { node, members, last, found }: Join): void {
    const { tree } = this;
    const segment = this.occurrences.segmentOf(tid);
    const at = this.occurrences.indexOf(tid);
    this.#work++;
    if (segment.left[at] === 1) return;
    const { items, starts } = segment;
    const [start, end] = [starts[at] ?? 0, starts[at + 1] ?? 0];
    let met = 0;
    let after = end;
    for (let i = start; i < end && met < members.length; i++) {
      const item = items[i] ?? 0;
      if (after === end && item < last) after = i;
      if (item === members[met]) met++;
    }
    this.#work += end - start;
    if (met < members.length) return;
    found.tids[found.size++] = tid;
    const weight = segment.weights[at] ?? 0;
    const fresh = segment.fresh[at] ?? 0;
    const parent = tree.parent[node] ?? 0;
    const own = tree.item[node] ?? 0;
    for (let i = after; i < end; i++) {
      const item = items[i] ?? 0;
      if (item === own) continue;
      const sibling = tree.child(parent, item);
      if (sibling < 0 || tree.state[sibling] !== JOINED) continue;
      const candidate = item > own ? tree.claim(sibling, own) : tree.claim(node, item);
      const count = (tree.count[candidate] ?? 0) + weight;
      tree.count[candidate] = count;
      this.#work += UNITS_PER_CANDIDATE;
      tree.fresh[candidate] = (tree.fresh[candidate] ?? 0) + fresh;
      if (count >= this.#joinAt) this.await(candidate, node);
    }
  }

  /** Takes back a join that cannot go on as it began: the set waits again. */
  #abandon(): void {
    const join = this.#join;
    if (join === undefined) return;
    this.#join = undefined;
    this.#unjoin(join.node);
    this.await(join.node);
  }

  /** Baskets among which are all that hold a set: as few as are at hand. */
  #within(origin: number, members: readonly number[]): TidList | undefined {
    const found = this.#found.of(origin, members.length - 1);
    if (found !== undefined) return found;
    const rarest = members.reduce((a, b) => (itemCount(this.tree, b) < itemCount(this.tree, a) ? b : a));
    return this.occurrences.listOf(rarest);
  }

  /** Takes back what a set was joined into. */
  #unjoin(node: number): void {
    const { tree } = this;
    tree.state[node] = 0;
    for (let kid = tree.first[node] ?? -1; kid >= 0; kid = tree.first[node] ?? -1) this.release(kid);
    const own = tree.item[node] ?? 0;
    const parent = tree.parent[node] ?? 0;
    for (let sibling = tree.first[parent] ?? -1; sibling >= 0; sibling = tree.next[sibling] ?? -1) {
      if (tree.state[sibling] !== JOINED || (tree.item[sibling] ?? 0) <= own) continue;
      const candidate = tree.child(sibling, own);
      if (candidate >= 0) this.release(candidate);
    }
  }
}

const itemCount = (tree: CountTree, item: number): number => {
  const node = tree.child(CountTree.root, item);
  return node < 0 ? 0 : (tree.count[node] ?? 0);
};
