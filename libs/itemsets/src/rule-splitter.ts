import type { CountTree } from "./count-tree.ts";
import type { ItemMarks } from "./item-marks.ts";
import type { RuleQuery } from "./rule.ts";
import { countOf, type RuleGround } from "./rule-ground.ts";
import { RuleMaker } from "./rule-maker.ts";
import { bitsOf, keyOf } from "./rule-order.ts";
import { fisherTail } from "./significance.ts";
import { SubsetLinks } from "./subset-links.ts";
import type { Split } from "./surest.ts";
import { isMoving } from "./trend.ts";

/** Work that a test of a split takes, in splits looked at. */
const TEST_WORK = 16;

/** After so many ways to split one set, less one, it is seen whether it has been enough. */
const WAYS_MASK = 1023;

/** Sets of more items have too many ways to be split in one go. */
const EACH_ITEMS_MAX = 8;

/** How far sets are split: the next one of them, and the next way to split it. */
export interface SplitsPlace {
  next: number;
  way: number;
}

/** Takes splits into account as they are found. */
export interface Collector {
  /** A split of a lesser key is not wanted, whatever comes. */
  readonly floor: number;
  wants(key: number): boolean;
  offer(split: Split): void;
}

/** Items that a query names; each set of rules is restricted by at most one of `within`, `if` and `then` at a time. */
export interface Named {
  readonly within: ItemMarks | undefined;
  readonly if: ItemMarks | undefined;
  readonly then: ItemMarks | undefined;
}

/** What a query asks of splits. */
export interface Splitting {
  readonly query: RuleQuery;
  readonly ground: RuleGround;
  readonly named: Named;
  /** Allows for how many rules were tested. */
  readonly adjust: (pValue: number) => number;
}

/** Splits counted sets into the two sides of rules (Agrawal & Srikant 1994, section 3, with any number on the right). */
export class RuleSplitter {
  readonly links: SubsetLinks;
  /** Makes rules of the splits that were found. */
  readonly maker: RuleMaker;
  readonly #tree: CountTree;
  #work = 0;
  /** Where the subsets of the set that is being split are. */
  #start = 0;

  constructor(tree: CountTree) {
    this.#tree = tree;
    this.links = new SubsetLinks(tree);
    this.maker = new RuleMaker(tree, this.links);
  }

  /** Work done since the beginning: splits looked at, and what takes as long. */
  get work(): number {
    return this.#work + this.maker.work + this.links.work;
  }

  /**
   * Offers the splits of some sets that the query lets through, each with its reverse, or only the one way that the named
   * items allow. @param at how far they are; moved @param until work at which to stop
   */
  splitSome(nodes: Int32Array, at: SplitsPlace, splitting: Splitting, best: Collector, until: number): void {
    const { query, named } = splitting;
    const isOneWay = named.within !== undefined || named.if !== undefined || named.then !== undefined;
    if (query.sort !== "support" && !isOneWay) this.#splitEach(nodes, at, splitting, best, until);
    for (; at.next < nodes.length && this.work < until; at.next++) {
      const node = nodes[at.next] ?? 0;
      this.#work++;
      if (query.sort === "support" && !best.wants(countOf(this.#tree, node, splitting.ground))) continue;
      if (isOneWay) this.#splitOneWay(node, splitting, best);
      else if (!this.#splitAllWays(node, at, splitting, best, until)) return;
    }
  }

  /** The same for sets of which no more than their counts have to be looked at, up to the first that has many ways. */
  #splitEach(sets: Int32Array, at: SplitsPlace, splitting: Splitting, best: Collector, until: number): void {
    const { ground, query } = splitting;
    const { count, depth } = this.#tree;
    if (ground.foldedOf !== undefined || at.way > 1) return;
    const unit = ground.baskets * ground.scale;
    let floor = best.floor;
    let leastLift = this.#leastOf(query.minLift, query.sort === "lift", best);
    let leastConfidence = this.#leastOf(query.minConfidence, query.sort === "confidence", best);
    let ways = 0;
    let n = at.next;
    for (; n < sets.length && this.work + ways < until; n++) {
      const node = sets[n] ?? 0;
      const items = depth[node] ?? 0;
      if (items > EACH_ITEMS_MAX) break;
      const all = (1 << items) - 1;
      const half = 1 << (items - 1);
      const start = this.links.find(node);
      const { nodes } = this.links;
      const both = count[node] ?? 0;
      const chance = both * unit;
      ways += half;
      for (let mask = 1; mask < half; mask++) {
        const left = count[nodes[start + mask] ?? 0] ?? 0;
        const right = count[nodes[start + all - mask] ?? 0] ?? 0;
        // In the tree's unit, and without a division, since nearly all splits end here.
        if (chance < leastLift * left * right) continue;
        this.#start = start;
        if (both >= leastConfidence * left) this.#consider(node, mask, all, splitting, best);
        if (both >= leastConfidence * right) this.#consider(node, all - mask, all, splitting, best);
      }
      if (best.floor === floor) continue;
      floor = best.floor;
      leastLift = this.#leastOf(query.minLift, query.sort === "lift", best);
      leastConfidence = this.#leastOf(query.minConfidence, query.sort === "confidence", best);
    }
    at.next = n;
    this.#work += ways;
  }

  #splitOneWay(node: number, splitting: Splitting, best: Collector): void {
    const { query, ground, named } = splitting;
    const tree = this.#tree;
    const depth = tree.depth[node] ?? 0;
    const all = (1 << depth) - 1;
    const mask = this.#onlySplit(node, depth, named);
    if (mask === 0 || mask === all) return;
    if (query.thenSize !== undefined && bitsOf(all ^ mask) !== query.thenSize) return;
    const start = this.links.find(node);
    this.#start = start;
    if (query.sort === "lift" && best.floor > 0) {
      const { nodes } = this.links;
      const left = countOf(tree, nodes[start + mask] ?? 0, ground);
      const right = countOf(tree, nodes[start + (all ^ mask)] ?? 0, ground);
      const chance = countOf(tree, node, ground) * ground.baskets;
      if (chance < best.floor * (1 - 1e-12) * left * right) return;
    }
    this.#consider(node, mask, all, splitting, best);
  }

  /** @returns whether all ways were gone through before there was too much work */
  #splitAllWays(
    node: number,
    at: SplitsPlace,
    splitting: Splitting,
    best: Collector,
    until: number,
  ): boolean {
    const { query, ground } = splitting;
    const { baskets, scale, foldedOf } = ground;
    const tree = this.#tree;
    const { count } = tree;
    const all = (1 << (tree.depth[node] ?? 0)) - 1;
    const start = this.links.find(node);
    this.#start = start;
    const { nodes } = this.links;
    const leastLift = this.#leastOf(query.minLift, query.sort === "lift", best);
    const leastConfidence = this.#leastOf(query.minConfidence, query.sort === "confidence", best);
    const both = count[node] ?? 0;
    const chance = both * baskets * scale;
    for (let mask = at.way; mask < all - mask; mask++) {
      if ((mask & WAYS_MASK) === WAYS_MASK && this.work >= until) {
        at.way = mask;
        return false;
      }
      const [leftNode, rightNode] = [nodes[start + mask] ?? 0, nodes[start + (all ^ mask)] ?? 0];
      // In the tree's unit, and without a division, since nearly all splits end here.
      const left = foldedOf === undefined ? (count[leftNode] ?? 0) : countOf(tree, leftNode, ground) * scale;
      const right =
        foldedOf === undefined ? (count[rightNode] ?? 0) : countOf(tree, rightNode, ground) * scale;
      this.#work++;
      if (chance < leastLift * left * right) continue;
      if (both >= leastConfidence * left) this.#consider(node, mask, all, splitting, best);
      if (both >= leastConfidence * right) this.#consider(node, all ^ mask, all, splitting, best);
    }
    at.way = 1;
    return true;
  }

  /** What a measure must reach at least, by the query or by what was found so far, less what rounding may take. */
  #leastOf(asked: number, isKey: boolean, best: Collector): number {
    const least = asked - 1e-12;
    return isKey ? Math.max(least, best.floor - Math.abs(best.floor) * 1e-12) : least;
  }

  /** Offers one split of the set that is being split, if the query lets it through. */
  #consider(
    node: number,
    mask: number,
    all: number,
    { query, ground, adjust }: Splitting,
    best: Collector,
  ): void {
    const start = this.#start;
    const { nodes } = this.links;
    const both = countOf(this.#tree, node, ground);
    const { minConfidence, minLift, minImprovement = 0, maxPValue = 1, thenSize, trend, sort } = query;
    const { baskets } = ground;
    const left = countOf(this.#tree, nodes[start + mask] ?? 0, ground);
    const right = countOf(this.#tree, nodes[start + (all ^ mask)] ?? 0, ground);
    const lift = keyOf("lift", both, left, right, baskets);
    this.#work++;
    if (both / left < minConfidence - 1e-12 || lift < minLift - 1e-12) return;
    const key = sort === "lift" ? lift : keyOf(sort, both, left, right, baskets);
    if (!best.wants(key)) return;
    if (thenSize !== undefined && bitsOf(all ^ mask) !== thenSize) return;
    if (minImprovement > 0 && this.maker.improvement(start, mask, all, ground) < minImprovement) return;
    if (maxPValue < 1 || trend !== undefined) this.#work += TEST_WORK;
    if (maxPValue < 1 && adjust(fisherTail(both, left, right, baskets)) > maxPValue) return;
    if (trend !== undefined && !isMoving(trend, lift, this.maker.recent(start, mask, all, ground))) return;
    best.offer({ node, mask, key });
  }

  /** The one way to split a set that the named items allow, as the items on the left; 0 for none. */
  #onlySplit(node: number, depth: number, named: Named): number {
    const all = (1 << depth) - 1;
    if (named.within !== undefined) return this.#maskOf(node, depth, named.within);
    const left = named.if === undefined ? undefined : this.#maskOf(node, depth, named.if);
    const right = named.then === undefined ? undefined : this.#maskOf(node, depth, named.then);
    if (left !== undefined && bitsOf(left) !== named.if?.size) return 0;
    if (right !== undefined && bitsOf(right) !== named.then?.size) return 0;
    if (left === undefined) return all ^ (right ?? all);
    return right === undefined || right === (all ^ left) ? left : 0;
  }

  /** Which items of a set are in another. */
  #maskOf(node: number, depth: number, { marks }: ItemMarks): number {
    const tree = this.#tree;
    let mask = 0;
    for (let at = node, i = depth - 1; i >= 0; i--, at = tree.parent[at] ?? 0)
      if (marks[tree.item[at] ?? 0] === 1) mask |= 1 << i;
    return mask;
  }
}
