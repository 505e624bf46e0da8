import type { CountTree } from "./count-tree.ts";
import { measure } from "./measures.ts";
import type { Rule } from "./rule.ts";
import { countOf, type RuleGround } from "./rule-ground.ts";
import { bitsOf, nameOfRule } from "./rule-order.ts";
import { fisherTail } from "./significance.ts";
import type { SubsetLinks } from "./subset-links.ts";
import type { Split } from "./surest.ts";
import { type Recent, recentLift } from "./trend.ts";

/** Making a rule takes as long as looking at so many splits. */
const RULE_WORK = 128;

/** Makes rules of splits, with all that is told of them. */
export class RuleMaker {
  readonly #tree: CountTree;
  readonly #links: SubsetLinks;
  #work = 0;

  constructor(tree: CountTree, links: SubsetLinks) {
    this.#tree = tree;
    this.#links = links;
  }

  /** Work done since the beginning, in splits looked at. */
  get work(): number {
    return this.#work;
  }

  /** The rule that a split makes. */
  rule({ node, mask }: Omit<Split, "key">, ground: RuleGround, adjust: (pValue: number) => number): Rule {
    const tree = this.#tree;
    const path = tree.pathOf(node);
    const all = (1 << path.length) - 1;
    const start = this.#links.find(node);
    const { nodes } = this.#links;
    const count = (tree.count[node] ?? 0) / ground.scale;
    const left = countOf(tree, nodes[start + mask] ?? 0, ground);
    const right = countOf(tree, nodes[start + (all ^ mask)] ?? 0, ground);
    const [ifs, thens] = this.#sidesOf(path, mask, ground);
    this.#work += RULE_WORK;
    const pValue = fisherTail(count, left, right, ground.baskets);
    return {
      if: ifs,
      then: thens,
      count,
      ...measure(count, left, right, ground.baskets),
      errorBound: ground.errorBoundOf(path),
      pValue,
      adjustedPValue: adjust(pValue),
      improvement: this.improvement(start, mask, all, ground),
      recentLift: recentLift(this.recent(start, mask, all, ground)),
    };
  }

  /** What tells a split from others of the same measure and count. */
  nameOf(node: number, mask: number, ground: RuleGround): string {
    return nameOfRule(...this.#sidesOf(this.#tree.pathOf(node), mask, ground));
  }

  #sidesOf(path: readonly number[], mask: number, { idOf }: RuleGround): [left: string[], right: string[]] {
    const side = (isLeft: number): string[] =>
      path
        .filter((_, i) => ((mask >> i) & 1) === isLeft)
        .map(idOf)
        .sort();
    return [side(1), side(0)];
  }

  /** Counts of both sides, the left and the right, and all baskets, where one of now weighs 1 and older ones less. */
  recent(start: number, mask: number, all: number, ground: RuleGround): Recent {
    const { fresh } = this.#tree;
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
  improvement(start: number, mask: number, all: number, ground: RuleGround): number {
    const { nodes } = this.#links;
    const right = all ^ mask;
    const of = (subset: number): number => countOf(this.#tree, nodes[start + subset] ?? 0, ground);
    this.#work += 1 << bitsOf(mask);
    let simpler = of(right) / ground.baskets;
    for (let less = (mask - 1) & mask; less > 0; less = (less - 1) & mask)
      simpler = Math.max(simpler, of(less | right) / of(less));
    return of(all) / of(mask) - simpler;
  }
}
