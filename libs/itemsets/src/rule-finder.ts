import { Best } from "./best.ts";
import type { FrequentSets } from "./frequent-sets.ts";
import { measure } from "./measures.ts";
import type { FoundRules, Rule, RuleQuery } from "./rule.ts";
import { bitsOf, inOrder, keyOf } from "./rule-order.ts";
import { fisherTail } from "./significance.ts";
import { RULE_ITEMS_MAX, SubsetLinks } from "./subset-links.ts";
import { isMoving, type Recent, recentLift } from "./trend.ts";

/** What the counts of the sets stand for. */
export interface RuleGround {
  /** Baskets, in the unit of the answered counts. */
  readonly baskets: number;
  /** Count in the tree that is one basket. */
  readonly scale: number;
  /** Baskets of an item that are not in the tree; undefined where there are none of any. */
  readonly foldedOf: ((item: number) => number) | undefined;
  /** Sum of the weights by which new baskets count for more, and what one of now weighs. */
  readonly freshTotal: number;
  readonly freshScale: number;
  readonly idOf: (item: number) => string;
  /** How far the count of a set may be too low. */
  readonly errorBoundOf: (items: readonly number[]) => number;
}

/** A split of a set: the items of `mask` on the left. */
interface Split {
  readonly node: number;
  readonly mask: number;
  readonly key: number;
}

/** Items that a query names; each set of rules is restricted by at most one of `within`, `if` and `then` at a time. */
interface Named {
  readonly within: ItemMarks | undefined;
  readonly if: ItemMarks | undefined;
  readonly then: ItemMarks | undefined;
}

/** Items marked by their numbers. */
interface ItemMarks {
  readonly marks: Uint8Array;
  readonly size: number;
}

/**
 * Rules out of the counted sets: each frequent set split in every way (Agrawal & Srikant 1994, section 3, with any
 * number of items on the right). Cost: O(frequent sets + rules that the filters before them let through).
 */
export class RuleFinder {
  readonly #sets: FrequentSets;
  readonly #links: SubsetLinks;
  /** Sets of two or more items at or above a count: kept until a count changes. */
  #frequent = new Int32Array(1024);
  #frequentSize = 0;
  /** Rules that they make. */
  #frequentRules = 0;
  #frequentOf = "";

  constructor(sets: FrequentSets) {
    this.#sets = sets;
    this.#links = new SubsetLinks(sets.tree);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#links.bytes + this.#frequent.byteLength;
  }

  /**
   * The best rules. Complete where `minCount` is at or above the count from which all sets are known.
   * @param numberOf number of an item in the sets, or −1.
   */
  find(query: RuleQuery, ground: RuleGround, numberOf: (itemId: string) => number): FoundRules {
    const named = (ids: readonly string[] | undefined): ItemMarks | undefined =>
      ids === undefined ? undefined : this.#marked(ids.map(numberOf));
    const sides = { within: named(query.within), if: named(query.if), then: named(query.then) };
    const item = query.item === undefined ? undefined : numberOf(query.item);
    const best = new Best<Split>(query.limit, (split) => split.key);
    this.#links.refresh();
    this.#findFrequent(query, ground);
    const tried = item === undefined ? this.#frequentRules : this.#triedOf(item);
    for (let n = 0; n < this.#frequentSize; n++) {
      const node = this.#frequent[n] ?? 0;
      if (item === undefined || this.#holds(node, item)) this.#split(node, query, ground, sides, tried, best);
    }
    const rules = best.list().map((split) => this.#rule(split, ground));
    return { rules: rules.sort((a, b) => inOrder(a, b, query.sort)), tried };
  }

  #marked(items: readonly number[]): ItemMarks {
    const known = new Set(items.filter((item) => item >= 0));
    const marks = new Uint8Array(Math.max(0, ...known) + 1);
    for (const item of known) marks[item] = 1;
    // An item that nobody bought is in no set: no set can be all that was asked for.
    return { marks, size: new Set(items).size };
  }

  /** Finds the sets that are frequent enough, if that is not known yet. */
  #findFrequent(query: RuleQuery, ground: RuleGround): void {
    const { tree, revision } = this.#sets;
    const least = query.minCount * ground.scale * (1 - 1e-12);
    const sizeMax =
      query.size === undefined || query.size === 0 ? RULE_ITEMS_MAX : Math.min(query.size, RULE_ITEMS_MAX);
    const of = `${revision} ${least} ${sizeMax}`;
    if (of === this.#frequentOf) return;
    this.#frequentOf = of;
    if (this.#frequent.length < tree.nodes) this.#frequent = new Int32Array(tree.nodes * 2);
    const { count, depth, nodes } = tree;
    let [size, rules] = [0, 0];
    for (let node = 1; node < nodes; node++) {
      const items = depth[node] ?? 0;
      if ((count[node] ?? 0) < least || items < 2 || items > sizeMax || !tree.isHeld(node)) continue;
      this.#frequent[size++] = node;
      rules += 2 ** items - 2;
    }
    this.#frequentSize = size;
    this.#frequentRules = rules;
  }

  /** Rules that the frequent sets with an item make. */
  #triedOf(item: number): number {
    const { depth } = this.#sets.tree;
    let tried = 0;
    for (const node of this.#frequent.subarray(0, this.#frequentSize))
      if (this.#holds(node, item)) tried += 2 ** (depth[node] ?? 0) - 2;
    return tried;
  }

  #holds(node: number, item: number): boolean {
    const { tree } = this.#sets;
    for (let at = node; at > 0; at = tree.parent[at] ?? 0) if (tree.item[at] === item) return true;
    return false;
  }

  #split(node: number, query: RuleQuery, ground: RuleGround, named: Named, tried: number, best: Best<Split>) {
    const { tree } = this.#sets;
    const { count } = tree;
    const depth = tree.depth[node] ?? 0;
    const all = (1 << depth) - 1;
    let [from, to] = [1, all - 1];
    if (named.within !== undefined || named.if !== undefined || named.then !== undefined) {
      const mask = this.#onlySplit(node, depth, named);
      if (mask === 0 || mask === all) return;
      [from, to] = [mask, mask];
    }
    const start = this.#links.find(node);
    const { nodes } = this.#links;
    const both = (count[node] ?? 0) / ground.scale;
    const { foldedOf, baskets, scale } = ground;
    const { minConfidence, minLift, minImprovement = 0, maxPValue = 1, thenSize, sort } = query;
    for (let mask = from; mask <= to; mask++) {
      const [leftNode, rightNode] = [nodes[start + mask] ?? 0, nodes[start + (all ^ mask)] ?? 0];
      const left = foldedOf === undefined ? (count[leftNode] ?? 0) / scale : this.#countOf(leftNode, ground);
      const right =
        foldedOf === undefined ? (count[rightNode] ?? 0) / scale : this.#countOf(rightNode, ground);
      const confidence = both / left;
      const lift = (confidence * baskets) / right;
      if (confidence < minConfidence - 1e-12 || lift < minLift - 1e-12) continue;
      const key = sort === "lift" ? lift : keyOf(sort, both, left, right, baskets);
      if (!best.wants(key)) continue;
      if (thenSize !== undefined && bitsOf(all ^ mask) !== thenSize) continue;
      if (minImprovement > 0 && this.#improvement(start, mask, all, ground) < minImprovement) continue;
      if (maxPValue < 1 && fisherTail(both, left, right, baskets) * tried > maxPValue) continue;
      if (query.trend !== undefined && !isMoving(query.trend, lift, this.#recent(start, mask, all, ground)))
        continue;
      best.offer({ node, mask, key });
    }
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
    const { tree } = this.#sets;
    let mask = 0;
    for (let at = node, i = depth - 1; i >= 0; i--, at = tree.parent[at] ?? 0)
      if (marks[tree.item[at] ?? 0] === 1) mask |= 1 << i;
    return mask;
  }

  #countOf(node: number, ground: RuleGround): number {
    const { tree } = this.#sets;
    const count = (tree.count[node] ?? 0) / ground.scale;
    return tree.depth[node] === 1 ? count + (ground.foldedOf?.(tree.item[node] ?? 0) ?? 0) : count;
  }

  /** Counts of both sides, the left and the right, and all baskets, where one of now weighs 1 and older ones less. */
  #recent(start: number, mask: number, all: number, ground: RuleGround): Recent {
    const { fresh } = this.#sets.tree;
    const { nodes } = this.#links;
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
    const { nodes } = this.#links;
    const right = all ^ mask;
    const of = (subset: number): number => this.#countOf(nodes[start + subset] ?? 0, ground);
    let simpler = of(right) / ground.baskets;
    for (let less = (mask - 1) & mask; less > 0; less = (less - 1) & mask)
      simpler = Math.max(simpler, of(less | right) / of(less));
    return of(all) / of(mask) - simpler;
  }

  #rule({ node, mask }: Split, ground: RuleGround): Rule {
    const { tree } = this.#sets;
    const path = tree.pathOf(node);
    const all = (1 << path.length) - 1;
    const start = this.#links.find(node);
    const { nodes } = this.#links;
    const count = (tree.count[node] ?? 0) / ground.scale;
    const left = this.#countOf(nodes[start + mask] ?? 0, ground);
    const right = this.#countOf(nodes[start + (all ^ mask)] ?? 0, ground);
    const side = (bits: number): string[] =>
      path
        .filter((_, i) => (bits >> i) & 1)
        .map(ground.idOf)
        .sort();
    return {
      if: side(mask),
      then: side(all ^ mask),
      count,
      ...measure(count, left, right, ground.baskets),
      errorBound: ground.errorBoundOf(path),
      pValue: fisherTail(count, left, right, ground.baskets),
      improvement: this.#improvement(start, mask, all, ground),
      recentLift: recentLift(this.#recent(start, mask, all, ground)),
    };
  }
}
