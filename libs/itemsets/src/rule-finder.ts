import { Best } from "./best.ts";
import type { FrequentSets } from "./frequent-sets.ts";
import { measure } from "./measures.ts";
import type { FoundRules, Rule, RuleQuery, RuleSort } from "./rule.ts";
import { fisherTail } from "./significance.ts";
import { RULE_ITEMS_MAX, SubsetLinks } from "./subset-links.ts";

/** What the counts of the sets stand for. */
export interface RuleGround {
  /** Baskets, in the unit of the answered counts. */
  readonly baskets: number;
  /** Count in the tree that is one basket. */
  readonly scale: number;
  /** Baskets of an item that are not in the tree. */
  readonly foldedOf: (item: number) => number;
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

/**
 * Rules out of the counted sets: each frequent set split in every way (Agrawal & Srikant 1994, section 3, with any
 * number of items on the right). Cost: O(counted sets + rules that the filters before them let through).
 */
export class RuleFinder {
  readonly #sets: FrequentSets;
  readonly #links: SubsetLinks;
  #wanted = new Int32Array(1024);

  constructor(sets: FrequentSets) {
    this.#sets = sets;
    this.#links = new SubsetLinks(sets.tree);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#links.bytes + this.#wanted.byteLength;
  }

  /**
   * The best rules. Complete where `minCount` is at or above the count from which all sets are known.
   * @param numberOf number of an item in the sets, or −1.
   */
  find(query: RuleQuery, ground: RuleGround, numberOf: (itemId: string) => number): FoundRules {
    const named = (ids: readonly string[] | undefined): ReadonlySet<number> | undefined =>
      ids === undefined ? undefined : new Set(ids.map(numberOf));
    const wanted = {
      item: query.item === undefined ? undefined : numberOf(query.item),
      within: named(query.within),
      if: named(query.if),
      then: named(query.then),
    };
    const best = new Best<Split>(query.limit, (split) => split.key);
    const { nodes, tried } = this.#candidates(query, ground, wanted.item);
    for (let n = 0; n < nodes; n++) this.#split(this.#wanted[n] ?? 0, query, ground, wanted, tried, best);
    const rules = best.list().map((split) => this.#rule(split, ground));
    return { rules: rules.sort((a, b) => inOrder(a, b, query.sort)), tried };
  }

  /** Notes the sets that are frequent enough, and how many rules they make. */
  #candidates(
    query: RuleQuery,
    ground: RuleGround,
    item: number | undefined,
  ): { nodes: number; tried: number } {
    const { tree } = this.#sets;
    this.#links.refresh();
    if (this.#wanted.length < tree.nodes) this.#wanted = new Int32Array(tree.nodes * 2);
    const least = query.minCount * ground.scale * (1 - 1e-12);
    const sizeMax = Math.min(
      query.size === undefined || query.size === 0 ? RULE_ITEMS_MAX : query.size,
      RULE_ITEMS_MAX,
    );
    const { count, depth } = tree;
    let nodes = 0;
    let tried = 0;
    for (let node = 1; node < tree.nodes; node++) {
      if ((count[node] ?? 0) < least || !tree.isHeld(node)) continue;
      const items = depth[node] ?? 0;
      if (items < 2 || items > sizeMax) continue;
      if (item !== undefined && !this.#holds(node, item)) continue;
      this.#wanted[nodes++] = node;
      tried += 2 ** items - 2;
    }
    return { nodes, tried };
  }

  #holds(node: number, item: number): boolean {
    const { tree } = this.#sets;
    for (let at = node; at > 0; at = tree.parent[at] ?? 0) if (tree.item[at] === item) return true;
    return false;
  }

  #split(
    node: number,
    query: RuleQuery,
    ground: RuleGround,
    wanted: {
      readonly within: ReadonlySet<number> | undefined;
      readonly if: ReadonlySet<number> | undefined;
      readonly then: ReadonlySet<number> | undefined;
    },
    tried: number,
    best: Best<Split>,
  ): void {
    const { tree } = this.#sets;
    const depth = tree.depth[node] ?? 0;
    const all = (1 << depth) - 1;
    let [from, to] = [1, all - 1];
    const only = wanted.within ?? wanted.if ?? wanted.then;
    if (only !== undefined) {
      const mask = this.#maskOf(node, depth, only);
      if (mask === 0 || mask === all) return;
      from = wanted.within === undefined && wanted.if === undefined ? all ^ mask : mask;
      to = from;
      if (wanted.within === undefined && wanted.if !== undefined && bitsOf(mask) !== wanted.if.size) return;
      if (wanted.then !== undefined) {
        const right = this.#maskOf(node, depth, wanted.then);
        if (right !== (all ^ from) || bitsOf(right) !== wanted.then.size) return;
      }
    }
    const start = this.#links.find(node);
    const { nodes } = this.#links;
    const both = (tree.count[node] ?? 0) / ground.scale;
    for (let mask = from; mask <= to; mask++) {
      if (query.thenSize !== undefined && bitsOf(all ^ mask) !== query.thenSize) continue;
      const left = this.#countOf(nodes[start + mask] ?? 0, ground);
      const right = this.#countOf(nodes[start + (all ^ mask)] ?? 0, ground);
      const confidence = both / left;
      const lift = (confidence * ground.baskets) / right;
      if (confidence < query.minConfidence - 1e-12 || lift < query.minLift - 1e-12) continue;
      const key = keyOf(query.sort, both, left, right, ground.baskets);
      if (!best.wants(key)) continue;
      const { minImprovement = 0, maxPValue = 1 } = query;
      if (minImprovement > 0 && this.#improvement(start, mask, all, ground) < minImprovement) continue;
      if (maxPValue < 1 && fisherTail(both, left, right, ground.baskets) * tried > maxPValue) continue;
      best.offer({ node, mask, key });
    }
  }

  /** Which items of a set are in another. */
  #maskOf(node: number, depth: number, items: ReadonlySet<number>): number {
    const { tree } = this.#sets;
    let mask = 0;
    for (let at = node, i = depth - 1; i >= 0; i--, at = tree.parent[at] ?? 0)
      if (items.has(tree.item[at] ?? -1)) mask |= 1 << i;
    return mask;
  }

  #countOf(node: number, ground: RuleGround): number {
    const { tree } = this.#sets;
    const count = (tree.count[node] ?? 0) / ground.scale;
    return tree.depth[node] === 1 ? count + ground.foldedOf(tree.item[node] ?? 0) : count;
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
    };
  }
}

const bitsOf = (mask: number): number => {
  let bits = 0;
  for (let left = mask; left > 0; left &= left - 1) bits++;
  return bits;
};

const keyOf = (sort: RuleSort, both: number, left: number, right: number, baskets: number): number => {
  const confidence = both / left;
  if (sort === "confidence") return confidence;
  if (sort === "lift") return (confidence * baskets) / right;
  if (sort === "support") return both;
  if (sort === "leverage") return both / baskets - (left / baskets) * (right / baskets);
  return confidence >= 1 ? Number.POSITIVE_INFINITY : (1 - right / baskets) / (1 - confidence);
};

/** Best first; what is equal by the measure, by count, then by name: the same wherever it is computed. */
const inOrder = (a: Rule, b: Rule, sort: RuleSort): number => {
  const of = (rule: Rule): number => (sort === "conviction" ? (rule.conviction ?? Infinity) : rule[sort]);
  const [x, y] = [of(a), of(b)];
  if (Math.abs(x - y) > 1e-12 * Math.max(1, Math.abs(x)) && x !== y) return x > y ? -1 : 1;
  if (a.count !== b.count) return b.count - a.count;
  const [left, right] = [
    `${a.if.join("\n")}\n\n${a.then.join("\n")}`,
    `${b.if.join("\n")}\n\n${b.then.join("\n")}`,
  ];
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
