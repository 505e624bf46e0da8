import { Best } from "./best.ts";
import type { AdjustedPValues } from "./false-discoveries.ts";
import { FrequentList } from "./frequent-list.ts";
import type { FrequentSets } from "./frequent-sets.ts";
import { type ItemMarks, marked } from "./item-marks.ts";
import { measure } from "./measures.ts";
import type { FoundRules, Rule, RuleQuery } from "./rule.ts";
import { countOf, leastOf, type RuleGround } from "./rule-ground.ts";
import { bitsOf, inOrder, keyOf } from "./rule-order.ts";
import { RuleTests } from "./rule-tests.ts";
import { fisherTail } from "./significance.ts";
import { SubsetLinks } from "./subset-links.ts";
import { type Split, Surest } from "./surest.ts";
import { isMoving, type Recent, recentLift } from "./trend.ts";

/** Takes splits into account as they are found. */
interface Collector {
  wants(key: number): boolean;
  offer(split: Split): void;
}

/** Items that a query names; each set of rules is restricted by at most one of `within`, `if` and `then` at a time. */
interface Named {
  readonly within: ItemMarks | undefined;
  readonly if: ItemMarks | undefined;
  readonly then: ItemMarks | undefined;
}

/** Allows for how many rules were tested. */
type Adjustment = AdjustedPValues["of"];

/**
 * Rules out of the counted sets: each frequent set split in every way (Agrawal & Srikant 1994, section 3, with any
 * number of items on the right). Cost: O(frequent sets + rules that the filters before them let through).
 */
export class RuleFinder {
  readonly #sets: FrequentSets;
  readonly #links: SubsetLinks;
  readonly #frequent: FrequentList;
  readonly #tests: RuleTests;
  /** Sets with items of the basket that was asked about last, and which that was. */
  #leading: Int32Array = new Int32Array();
  #ledBy = "";

  constructor(sets: FrequentSets) {
    this.#sets = sets;
    this.#links = new SubsetLinks(sets.tree);
    this.#frequent = new FrequentList(sets);
    this.#tests = new RuleTests(sets, this.#links);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#links.bytes + this.#frequent.bytes + this.#tests.bytes;
  }

  /**
   * The best rules. Complete where `minCount` is at or above the count from which all sets are known.
   * @param numberOf number of an item in the sets, or −1.
   */
  find(query: RuleQuery, ground: RuleGround, numberOf: (itemId: string) => number): FoundRules {
    const best = new Best<Split>(query.limit, (split) => split.key);
    const { tried, adjust } = this.#search(query, ground, numberOf, best);
    const rules = best.list().map((split) => this.#rule(split, ground, adjust));
    return { rules: rules.sort((a, b) => inOrder(a, b, query.sort)), tried };
  }

  /**
   * The surest rule to each single item that a query's rules lead to; of those as sure that of most baskets, then by name.
   */
  surest(query: RuleQuery, ground: RuleGround, numberOf: (itemId: string) => number): Rule[] {
    const surest = new Surest(this.#sets.tree);
    const asked = { ...query, thenSize: 1, sort: "confidence" } as const;
    const { adjust } = this.#search(asked, ground, numberOf, surest);
    return surest.list(query.limit, ground.idOf).map((split) => this.#rule(split, ground, adjust));
  }

  /** Rules at or above a query's least count, with its item: as many as a correction must allow for. */
  tried({ minCount, size }: RuleQuery, ground: RuleGround, item: number | undefined): number {
    this.#frequent.find(leastOf(minCount, ground), size);
    return this.#frequent.rules(item);
  }

  /**
   * Tests the rules that a query's correction allows for, in pieces of some milliseconds, while no count changes. O(1)
   * where the correction needs none.
   */
  *test(query: RuleQuery, ground: RuleGround, item: number | undefined): Generator<void, void> {
    if (query.correction !== "benjamini-hochberg") return;
    yield* this.#tests.run({ minCount: query.minCount, size: query.size, item }, ground);
  }

  #search(
    query: RuleQuery,
    ground: RuleGround,
    numberOf: (itemId: string) => number,
    found: Collector,
  ): { readonly tried: number; readonly adjust: Adjustment } {
    const named = (ids: readonly string[] | undefined): ItemMarks | undefined =>
      ids === undefined ? undefined : marked(ids.map(numberOf));
    const sides = { within: named(query.within), if: named(query.if), then: named(query.then) };
    const item = query.item === undefined ? undefined : numberOf(query.item);
    this.#links.refresh();
    const tried = this.tried(query, ground, item);
    const adjust = this.#adjustment(query, ground, item, tried);
    for (const node of this.#candidates(query, sides, item))
      this.#split(node, query, ground, sides, adjust, found);
    return { tried, adjust };
  }

  /** Sets that a query may split; where they lead out of a basket, kept for the next question about the same one. */
  #candidates({ within }: RuleQuery, sides: Named, item: number | undefined): Int32Array {
    const list = this.#frequent;
    if (within === undefined)
      return item === undefined ? list.nodes.subarray(0, list.size) : list.holding(item);
    const key = `${list.key} ${item ?? ""} ${within.join("\n")}`;
    if (key === this.#ledBy) return this.#leading;
    this.#ledBy = key;
    this.#leading = list.holdingBoth(sides.within?.marks ?? new Uint8Array());
    if (item !== undefined) {
      const holding = new Set(list.holding(item));
      this.#leading = this.#leading.filter((node) => holding.has(node));
    }
    return this.#leading;
  }

  /** What becomes of a p-value by the query's correction. */
  #adjustment(query: RuleQuery, ground: RuleGround, item: number | undefined, tried: number): Adjustment {
    if (query.correction === "none") return (pValue) => pValue;
    if (query.correction !== "benjamini-hochberg") return (pValue) => Math.min(1, pValue * tried);
    const run = this.#tests.run({ minCount: query.minCount, size: query.size, item }, ground);
    for (let step = run.next(); ; step = run.next()) if (step.done === true) return step.value.of;
  }

  #split(
    node: number,
    query: RuleQuery,
    ground: RuleGround,
    named: Named,
    adjust: Adjustment,
    best: Collector,
  ): void {
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
      const left = foldedOf === undefined ? (count[leftNode] ?? 0) / scale : countOf(tree, leftNode, ground);
      const right =
        foldedOf === undefined ? (count[rightNode] ?? 0) / scale : countOf(tree, rightNode, ground);
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
    const of = (subset: number): number => countOf(this.#sets.tree, nodes[start + subset] ?? 0, ground);
    let simpler = of(right) / ground.baskets;
    for (let less = (mask - 1) & mask; less > 0; less = (less - 1) & mask)
      simpler = Math.max(simpler, of(less | right) / of(less));
    return of(all) / of(mask) - simpler;
  }

  #rule({ node, mask }: Omit<Split, "key">, ground: RuleGround, adjust: Adjustment): Rule {
    const { tree } = this.#sets;
    const path = tree.pathOf(node);
    const all = (1 << path.length) - 1;
    const start = this.#links.find(node);
    const { nodes } = this.#links;
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
}
