import { CountTree } from "./count-tree.ts";
import { Occurrences, type TidList } from "./occurrences.ts";

/** What a node of the tree is: only counted at first, then about to be joined with its siblings, then joined. */
const WAITING = 1;
/** The set and each joined sibling have their candidate counted, wherever a basket holds both. */
export const JOINED = 2;

/** Finding or making a candidate takes as long as looking at so many items. */
const UNITS_PER_CANDIDATE = 4;

/** Baskets that hold a set, as long as none comes or goes. */
interface Found {
  node: number;
  tids: Int32Array;
  size: number;
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
  /** Baskets that hold the set joined last, by its length: those of any set that it brought up are among them. */
  readonly #found: Found[] = [];

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
    return this.#waiting.length === 0;
  }

  /** Says that baskets come or go. */
  basketsChange(): void {
    this.#found.length = 0;
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
   * Joins the set that began to wait last, if it is still to be joined.
   * @param setsMax nodes at which to stop: then the set waits again.
   * @returns baskets' items looked at, or −1 where none waits.
   */
  joinNext(setsMax: number): number {
    const node = this.#waiting.pop();
    const origin = this.#origins.pop() ?? -1;
    if (node === undefined) return -1;
    if (!this.tree.isHeld(node) || this.tree.state[node] !== WAITING) return 0;
    this.tree.state[node] = 0;
    return (this.tree.count[node] ?? 0) < this.#joinAt ? 0 : this.#join(node, origin, setsMax);
  }

  /** Lets a set go, with all that it was joined into. */
  release(node: number): void {
    if (this.tree.state[node] === JOINED) this.#unjoin(node);
    this.tree.free(node);
  }

  /** Joins from a lower count on: what reaches it waits. */
  lower(threshold: number): void {
    this.#joinAt = threshold;
    const { tree } = this;
    const due: number[] = [];
    for (let node = 1; node < tree.nodes; node++)
      if (tree.isHeld(node) && (tree.count[node] ?? 0) >= threshold) due.push(node);
    // The last to wait is the first to be joined: of two, the rarer one is to look for the other in its few baskets.
    due.sort((a, b) => (tree.count[a] ?? 0) - (tree.count[b] ?? 0) || b - a);
    for (const node of due) this.await(node);
  }

  /** Joins from a greater count on: what does not reach it is taken apart. */
  raise(threshold: number): void {
    this.#joinAt = threshold;
    this.#found.length = 0;
    this.#prune(CountTree.root);
  }

  /** Follows a change of the unit of the counts in which new baskets weigh more. */
  scaleFresh(by: number): void {
    this.occurrences.scale("fresh", by);
    const { fresh } = this.tree;
    for (let node = 1; node < this.tree.nodes; node++) fresh[node] = (fresh[node] ?? 0) * by;
  }

  /** Follows a change of the unit of counts. */
  scale(by: number): void {
    this.occurrences.scale("weights", by);
    const { count } = this.tree;
    for (let node = 1; node < this.tree.nodes; node++) count[node] = (count[node] ?? 0) * by;
    this.#joinAt *= by;
  }

  #itemCount(item: number): number {
    const node = this.tree.child(CountTree.root, item);
    return node < 0 ? 0 : (this.tree.count[node] ?? 0);
  }

  /** Makes the candidates of a set and its joined siblings, counted from its occurrences. Returns what it looked at. */
  #join(node: number, origin: number, setsMax: number): number {
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
      const fresh = segment.fresh[at] ?? 0;
      for (let i = after; i < end; i++) {
        const item = items[i] ?? 0;
        if (item === own) continue;
        const sibling = tree.child(parent, item);
        if (sibling < 0 || tree.state[sibling] !== JOINED) continue;
        const candidate = item > own ? tree.claim(sibling, own) : tree.claim(node, item);
        const count = (tree.count[candidate] ?? 0) + weight;
        tree.count[candidate] = count;
        units += UNITS_PER_CANDIDATE;
        tree.fresh[candidate] = (tree.fresh[candidate] ?? 0) + fresh;
        if (count >= this.#joinAt) this.await(candidate, node);
      }
      if (tree.size > setsMax) {
        // Half a past count is none: the set waits again, for the threshold that the bound is about to raise.
        this.#unjoin(node);
        this.await(node);
        break;
      }
    }
    return units;
  }

  /** Baskets among which are all that hold a set: as few as are at hand. */
  #within(origin: number, members: readonly number[]): TidList | undefined {
    const found = this.#found[members.length - 1];
    if (origin >= 0 && found?.node === origin) return found;
    const rarest = members.reduce((a, b) => (this.#itemCount(b) < this.#itemCount(a) ? b : a));
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
    for (let kid = tree.first[node] ?? -1; kid >= 0; kid = tree.first[node] ?? -1) this.release(kid);
    const own = tree.item[node] ?? 0;
    const parent = tree.parent[node] ?? 0;
    for (let sibling = tree.first[parent] ?? -1; sibling >= 0; sibling = tree.next[sibling] ?? -1) {
      if (tree.state[sibling] !== JOINED || (tree.item[sibling] ?? 0) <= own) continue;
      const candidate = tree.child(sibling, own);
      if (candidate >= 0) this.release(candidate);
    }
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
}
