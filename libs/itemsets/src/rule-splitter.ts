import type { CountTree } from "./count-tree.ts";
import type { ItemMarks } from "./item-marks.ts";
import { measure } from "./measures.ts";
import type { Rule, RuleQuery } from "./rule.ts";
import { countOf, type RuleGround } from "./rule-ground.ts";
import { bitsOf, keyOf } from "./rule-order.ts";
import { fisherTail } from "./significance.ts";
import { SubsetLinks } from "./subset-links.ts";
import type { Split } from "./surest.ts";
import { isMoving, type Recent, recentLift } from "./trend.ts";

/** Takes splits into account as they are found. */
export interface Collector {
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
  readonly #tree: CountTree;

  constructor(tree: CountTree) {
    this.#tree = tree;
    this.links = new SubsetLinks(tree);
  }

  /** Offers the splits of one set that the query lets through. @returns how many were looked at. */
  split(node: number, { query, ground, named, adjust }: Splitting, best: Collector): number {
    const { count } = this.#tree;
    const depth = this.#tree.depth[node] ?? 0;
    const all = (1 << depth) - 1;
    let [from, to] = [1, all - 1];
    if (named.within !== undefined || named.if !== undefined || named.then !== undefined) {
      const mask = this.#onlySplit(node, depth, named);
      if (mask === 0 || mask === all) return 1;
      [from, to] = [mask, mask];
    }
    const start = this.links.find(node);
    const { nodes } = this.links;
    const both = (count[node] ?? 0) / ground.scale;
    const { foldedOf, baskets, scale } = ground;
    const { minConfidence, minLift, minImprovement = 0, maxPValue = 1, thenSize, sort } = query;
    for (let mask = from; mask <= to; mask++) {
      const [leftNode, rightNode] = [nodes[start + mask] ?? 0, nodes[start + (all ^ mask)] ?? 0];
      const left =
        foldedOf === undefined ? (count[leftNode] ?? 0) / scale : countOf(this.#tree, leftNode, ground);
      const right =
        foldedOf === undefined ? (count[rightNode] ?? 0) / scale : countOf(this.#tree, rightNode, ground);
      const confidence = both / left;
      const lift = (confidence * baskets) / right;
      if (confidence < minConfidence - 1e-12 || lift < minLift - 1e-12) continue;
      const key = sort === "lift" ? lift : keyOf(sort, both, left, right, baskets);
      if (!best.wants(key)) continue;
      if (thenSize !== undefined && bitsOf(all ^ mask) !== thenSize) continue;
      if (minImprovement > 0 && this.#improvement(start, mask, all, ground) < minImprovement) continue;
      if (maxPValue < 1 && adjust(fisherTail(both, left, right, baskets)) > maxPValue) continue;
      if (query.trend !== undefined && !isMoving(query.trend, lift, this.#recent(start, mask, all, ground)))
        continue;
      best.offer({ node, mask, key });
    }
    return 1 << depth;
  }

  /** The rule that a split makes. */
  rule({ node, mask }: Omit<Split, "key">, { ground, adjust }: Splitting): Rule {
    const tree = this.#tree;
    const path = tree.pathOf(node);
    const all = (1 << path.length) - 1;
    const start = this.links.find(node);
    const { nodes } = this.links;
    const count = (tree.count[node] ?? 0) / ground.scale;
    const left = countOf(tree, nodes[start + mask] ?? 0, ground);
    const right = countOf(tree, nodes[start + (all ^ mask)] ?? 0, ground);
    const side = (bits: number): string[] =>
      path
        .filter((_, i) => (bits >> i) & 1)
        .map(ground.idOf)
        .sort();
    const pValue = fisherTail(count, left, right, ground.baskets);
    return {
      if: side(mask),
      then: side(all ^ mask),
      count,
      ...measure(count, left, right, ground.baskets),
      errorBound: ground.errorBoundOf(path),
      pValue,
      adjustedPValue: adjust(pValue),
      improvement: this.#improvement(start, mask, all, ground),
      recentLift: recentLift(this.#recent(start, mask, all, ground)),
    };
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

  /** Counts of both sides, the left and the right, and all baskets, where one of now weighs 1 and older ones less. */
  #recent(start: number, mask: number, all: number, ground: RuleGround): Recent {
    const { fresh } = this.#tree;
    const { nodes } = this.links;
    const of = (subset: number): number => (fresh[nodes[start + subset] ?? 0] ?? 0) / ground.freshScale;
    return {
      both: of(all),
      left: of(mask),
      right: of(all ^ mask),
      baskets: ground.freshTotal / ground.freshScale,
    };
  }

  /** Confidence beyond the best of all rules with less on the left (Bayardo et al. 2000; Webb 2007). */
  #improvement(start: number, mask: number, all: number, ground: RuleGround): number {
    const { nodes } = this.links;
    const right = all ^ mask;
    const of = (subset: number): number => countOf(this.#tree, nodes[start + subset] ?? 0, ground);
    let simpler = of(right) / ground.baskets;
    for (let less = (mask - 1) & mask; less > 0; less = (less - 1) & mask)
      simpler = Math.max(simpler, of(less | right) / of(less));
    return of(all) / of(mask) - simpler;
  }
}
