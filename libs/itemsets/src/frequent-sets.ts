import { CountTree } from "./count-tree.ts";
import { Occurrences, type TidList } from "./occurrences.ts";

/** What a node is: only counted, about to be joined with its siblings, or joined. */
const WAITING = 1;
const JOINED = 2;
/** A threshold may fall behind the wanted one by this much before sets are let go: so that few come and go. */
const SLACK = 0.9;
const SLACK_AFTER = 0.95;
/** After the bound bit, so many baskets pass until a lower threshold is tried again; doubled each time. */
const RETRY_BASKETS = 4096;

/** Baskets that hold a set, as long as none comes or goes. */
interface Found {
  node: number;
  tids: Int32Array;
  size: number;
}

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
  readonly tree = new CountTree();
  readonly occurrences = new Occurrences();
  readonly #depthMax: number;
  readonly #setsMax: number;
  #wanted = Number.POSITIVE_INFINITY;
  #joinAt = Number.POSITIVE_INFINITY;
  #items = 0;
  #work = 0;
  #revision = 0;
  #evictions = 0;
  #sinceBound = 0;
  #retryAfter = RETRY_BASKETS;
  readonly #waiting: number[] = [];
  /** For each that waits the set whose join brought it up, which it contains; −1 where a basket did. */
  readonly #origins: number[] = [];
  /** Baskets that hold the set joined last, by its length: those of any set that it brought up are among them. */
  readonly #found: Found[] = [];
  /** Scratch of {@link FrequentSets.#walk}: joined siblings within the basket, with the item that each adds. */
  #stack = new Int32Array(64);
  #nodes = new Int32Array(64);

  constructor({ maxLength, setsMax }: FrequentSetsSettings) {
    this.#depthMax = maxLength === 0 ? 65_535 : maxLength;
    this.#setsMax = setsMax;
  }

  /** Count from which every set is known, once nothing waits. Infinity while only items are counted. */
  get completeFrom(): number {
    return this.#joinAt;
  }

  /** Whether candidates wait for their past counts. */
  get settled(): boolean {
    return this.#waiting.length === 0;
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
    return this.#work;
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
   * @param items different items, greatest number first; kept as given.
   */
  add(items: Int32Array, weight = 1): number {
    const tid = this.occurrences.add(items, weight);
    this.#found.length = 0;
    for (let i = 0; i < items.length; i++) {
      const before = this.tree.size;
      this.tree.claim(CountTree.root, items[i] ?? 0);
      this.#items += this.tree.size - before;
    }
    this.#count(items, weight);
    if (this.sets > this.#setsMax) this.#overflow();
    if (this.#joinAt > this.#wanted && ++this.#sinceBound > this.#retryAfter) this.#retry();
    return tid;
  }

  /** Takes a basket away, as if it had never been added. */
  remove(tid: number): void {
    const items = this.occurrences.itemsOf(tid);
    this.#found.length = 0;
    this.#count(items, -this.occurrences.weightOf(tid));
    this.occurrences.remove(tid);
  }

  /** Lets an item go that is in no basket any more. */
  forgetItem(item: number): void {
    const node = this.tree.child(CountTree.root, item);
    if (node < 0) return;
    this.#release(node);
    this.#items--;
  }

  /** Says from which count on sets are wanted. Cost: O(counted sets) where that changes what is kept, else O(1). */
  want(threshold: number): void {
    this.#wanted = threshold;
    if (threshold < this.#joinAt && (this.#sinceBound === 0 || this.#joinAt === Number.POSITIVE_INFINITY)) {
      this.#lower(threshold);
    } else if (this.#joinAt < SLACK * threshold && this.#joinAt < slackened(threshold)) {
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
      const node = this.#waiting.pop();
      const origin = this.#origins.pop() ?? -1;
      if (node === undefined) return true;
      if (!this.tree.isHeld(node) || this.tree.state[node] !== WAITING) continue;
      this.tree.state[node] = 0;
      if ((this.tree.count[node] ?? 0) < this.#joinAt) continue;
      const units = this.#join(node, origin);
      this.#revision++;
      this.#work += units;
      left -= units;
      if (this.sets > this.#setsMax) this.#overflow();
    }
    return this.#waiting.length === 0;
  }

  /** Multiplies all counts and weights. */
  scale(by: number): void {
    this.occurrences.scale(by);
    this.#revision++;
    const { count } = this.tree;
    for (let node = 1; node < this.tree.nodes; node++) count[node] = (count[node] ?? 0) * by;
    this.#joinAt *= by;
    this.#wanted *= by;
  }

  #count(items: Int32Array, by: number): void {
    const { tree } = this;
    this.#revision++;
    this.#work += items.length * 2;
    let end = 0;
    for (let i = 0; i < items.length; i++) {
      const item = items[i] ?? 0;
      const node = tree.child(CountTree.root, item);
      this.#bump(node, by);
      if (tree.state[node] !== 0) this.#push(end++, node, item);
    }
    if (by > 0 && (end * (end - 1)) / 2 > this.#setsMax) this.#narrow(end);
    let joined = 0;
    for (let i = 0; i < end; i++) {
      const node = this.#nodes[i] ?? 0;
      if (tree.state[node] === JOINED) this.#push(joined++, node, this.#stack[i] ?? 0);
    }
    if (joined > 1) this.#walk(0, joined, by);
  }

  /**
   * Counts the pairs of joined siblings that lie on the stack from `start` to `end`, and what those are joined into.
   * Each pair is a candidate, made now where no basket held it before.
   */
  #walk(start: number, end: number, by: number): void {
    const { tree } = this;
    for (let i = start; i < end - 1; i++) {
      const node = this.#nodes[i] ?? 0;
      let top = end;
      this.#work += end - i;
      for (let j = i + 1; j < end; j++) {
        const item = this.#stack[j] ?? 0;
        const candidate = by > 0 ? tree.claim(node, item) : tree.child(node, item);
        if (candidate >= 0 && this.#bump(candidate, by)) this.#push(top++, candidate, item);
      }
      if (top > end + 1) this.#walk(end, top, by);
    }
  }

  /** Counts one set; whether it is joined. */
  #bump(node: number, by: number): boolean {
    const { tree } = this;
    const count = (tree.count[node] ?? 0) + by;
    tree.count[node] = count;
    if (tree.state[node] === JOINED) return true;
    if (count >= this.#joinAt) this.#await(node);
    else if (count === 0 && (tree.depth[node] ?? 0) > 1) tree.free(node);
    return false;
  }

  #push(at: number, node: number, item: number): void {
    if (at >= this.#stack.length) {
      this.#stack = doubled(this.#stack);
      this.#nodes = doubled(this.#nodes);
    }
    this.#stack[at] = item;
    this.#nodes[at] = node;
  }

  /** A basket with more pairs of frequent items than there is room for: the threshold rises until they fit. */
  #narrow(end: number): void {
    const { tree } = this;
    const counts = Float64Array.from(this.#nodes.subarray(0, end), (node) => tree.count[node] ?? 0).sort();
    const fit = Math.floor(Math.sqrt(2 * this.#setsMax));
    this.#raiseBeyond(counts[end - fit] ?? 0);
    this.#sinceBound = 1;
  }

  #await(node: number, origin = -1): void {
    const { tree } = this;
    if (tree.state[node] !== 0 || (tree.depth[node] ?? 0) >= this.#depthMax) return;
    tree.state[node] = WAITING;
    this.#waiting.push(node);
    this.#origins.push(origin);
  }

  /** Makes the candidates of a set and its joined siblings, counted from its occurrences. Returns what it looked at. */
  #join(node: number, origin: number): number {
    const { tree, occurrences } = this;
    tree.state[node] = JOINED;
    const parent = tree.parent[node] ?? 0;
    const own = tree.item[node] ?? 0;
    const members = tree.pathOf(node);
    const last = members.length < 2 ? Number.POSITIVE_INFINITY : (members[members.length - 2] ?? 0);
    const list = this.#within(origin, members);
    const found = this.#foundOf(node, members.length, list?.size ?? 0);
    let units = 1;
    for (let n = 0; list !== undefined && n < list.size; n++) {
      const tid = list.tids[n] ?? 0;
      const segment = occurrences.segmentOf(tid);
      const at = occurrences.indexOf(tid);
      units++;
      if (segment.left[at] === 1) continue;
      const { items, starts } = segment;
      const [start, end] = [starts[at] ?? 0, starts[at + 1] ?? 0];
      let met = 0;
      let after = end;
      for (let i = start; i < end && met < members.length; i++) {
        const item = items[i] ?? 0;
        if (after === end && item < last) after = i;
        if (item === members[met]) met++;
      }
      units += end - start;
      if (met < members.length) continue;
      found.tids[found.size++] = tid;
      const weight = segment.weights[at] ?? 0;
      for (let i = after; i < end; i++) {
        const item = items[i] ?? 0;
        if (item === own) continue;
        const sibling = tree.child(parent, item);
        if (sibling < 0 || tree.state[sibling] !== JOINED) continue;
        const candidate = item > own ? tree.claim(sibling, own) : tree.claim(node, item);
        const count = (tree.count[candidate] ?? 0) + weight;
        tree.count[candidate] = count;
        if (count >= this.#joinAt) this.#await(candidate, node);
      }
      if (this.sets > this.#setsMax * 2) {
        // Half a past count is none: the set waits again, for the threshold that the bound is about to raise.
        this.#unjoin(node);
        this.#await(node);
        break;
      }
    }
    return units;
  }

  /** Baskets among which are all that hold a set: as few as are at hand. */
  #within(origin: number, members: readonly number[]): TidList | undefined {
    const found = this.#found[members.length - 1];
    if (origin >= 0 && found?.node === origin) return found;
    const rarest = members.reduce((a, b) => (this.itemCount(b) < this.itemCount(a) ? b : a));
    return this.occurrences.listOf(rarest);
  }

  /** An empty list for the baskets that hold `node`, with room for `size`. */
  #foundOf(node: number, length: number, size: number): Found {
    const known = this.#found[length];
    const tids = known !== undefined && known.tids.length >= size ? known.tids : new Int32Array(size * 2);
    const found = { node, tids, size: 0 };
    this.#found[length] = found;
    return found;
  }

  /** Takes back what a set was joined into. */
  #unjoin(node: number): void {
    const { tree } = this;
    tree.state[node] = 0;
    for (let kid = tree.first[node] ?? -1; kid >= 0; kid = tree.first[node] ?? -1) this.#release(kid);
    const own = tree.item[node] ?? 0;
    const parent = tree.parent[node] ?? 0;
    for (let sibling = tree.first[parent] ?? -1; sibling >= 0; sibling = tree.next[sibling] ?? -1) {
      if (tree.state[sibling] !== JOINED || (tree.item[sibling] ?? 0) <= own) continue;
      const candidate = tree.child(sibling, own);
      if (candidate >= 0) this.#release(candidate);
    }
  }

  #release(node: number): void {
    if (this.tree.state[node] === JOINED) this.#unjoin(node);
    this.tree.free(node);
  }

  #lower(threshold: number): void {
    this.#joinAt = threshold;
    const { tree } = this;
    const due: number[] = [];
    for (let node = 1; node < tree.nodes; node++)
      if (tree.isHeld(node) && (tree.count[node] ?? 0) >= threshold) due.push(node);
    // The last to wait is the first to be joined: of two, the rarer one is to look for the other in its few baskets.
    due.sort((a, b) => (tree.count[a] ?? 0) - (tree.count[b] ?? 0) || b - a);
    for (const node of due) this.#await(node);
  }

  #raise(threshold: number): void {
    this.#joinAt = threshold;
    this.#revision++;
    this.#found.length = 0;
    this.#prune(CountTree.root);
  }

  /** Takes apart, below a joined set, what is below the threshold, and candidates that lost a generator. */
  #prune(node: number): void {
    const { tree } = this;
    for (let kid = tree.first[node] ?? -1; kid >= 0; kid = tree.next[kid] ?? -1) {
      if (tree.state[kid] !== JOINED || (tree.count[kid] ?? 0) >= this.#joinAt) continue;
      tree.state[kid] = 0;
      this.#clear(kid);
    }
    for (let kid = tree.first[node] ?? -1; kid >= 0; kid = tree.next[kid] ?? -1) {
      if (tree.state[kid] !== JOINED) continue;
      for (let candidate = tree.first[kid] ?? -1; candidate >= 0; ) {
        const after = tree.next[candidate] ?? -1;
        const other = tree.child(node, tree.item[candidate] ?? 0);
        if (other < 0 || tree.state[other] !== JOINED) {
          this.#clear(candidate);
          tree.free(candidate);
        }
        candidate = after;
      }
      this.#prune(kid);
    }
  }

  /** Lets go whatever lies below a set. */
  #clear(node: number): void {
    const { tree } = this;
    for (let kid = tree.first[node] ?? -1; kid >= 0; kid = tree.first[node] ?? -1) {
      this.#clear(kid);
      tree.free(kid);
    }
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

  /** Lets go what has no greater count than `count`, or at least somewhat more than before. */
  #raiseBeyond(count: number): void {
    const before = this.sets;
    this.#raise(count > this.#joinAt ? count * (1 + 1e-9) : this.#joinAt * (1 + 1 / 16));
    this.#evictions += before - this.sets;
  }

  /** Tries whether there is room for more now. */
  #retry(): void {
    this.#sinceBound = 1;
    if (!this.settled || this.sets > this.#setsMax / 2) return;
    this.#retryAfter *= 2;
    this.#lower(Math.max(this.#wanted, this.#joinAt * SLACK));
    if (this.#joinAt <= this.#wanted) this.#sinceBound = 0;
  }
}

const doubled = (old: Int32Array): Int32Array<ArrayBuffer> => {
  const grown = new Int32Array(old.length * 2);
  grown.set(old);
  return grown;
};

/** A threshold somewhat below the wanted one: a whole number where that is one. */
const slackened = (threshold: number): number =>
  Number.isInteger(threshold) ? Math.floor(threshold * SLACK_AFTER) : threshold * SLACK_AFTER;
