import type { CountTree } from "./count-tree.ts";
import { type AdjustedPValues, adjustFalseDiscoveries } from "./false-discoveries.ts";
import { FrequentList, rulesOf } from "./frequent-list.ts";
import type { FrequentSets } from "./frequent-sets.ts";
import { setsHolding } from "./holding.ts";
import type { Pieces } from "./pieces.ts";
import { countOf, type RuleGround, reachOf } from "./rule-ground.ts";
import { fisherTail } from "./significance.ts";
import type { SubsetLinks } from "./subset-links.ts";

/** Rules tested in one piece: about a millisecond. */
const RULES_PER_PIECE = 2_048;
/** More rules are not tested together: their p-values take 8 bytes each. */
export const TESTED_RULES_MAX = 8_000_000;
/** A rule and its reverse have the same counts, so the same p-value. */
const RULES_PER_VALUE = 2;

/** Which rules are tested together. */
export interface RuleFamily {
  readonly minCount: number;
  readonly size: number | undefined;
  /** Number of an item that each holds. */
  readonly item: number | undefined;
}

/** Rules that some sets make. */
export const rulesIn = ({ depth }: CountTree, nodes: Int32Array): number => {
  let rules = 0;
  for (const node of nodes) rules += rulesOf(depth[node] ?? 0);
  return rules;
};

/** Tests all rules of a family and adjusts for how many they are; kept until a count changes. */
export class RuleTests {
  readonly #sets: FrequentSets;
  readonly #links: SubsetLinks;
  readonly #list: FrequentList;
  #key = "";
  #known: AdjustedPValues | undefined;

  constructor(sets: FrequentSets, links: SubsetLinks) {
    this.#sets = sets;
    this.#links = links;
    this.#list = new FrequentList(sets);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#list.bytes + (this.#known?.bytes ?? 0);
  }

  /**
   * Tests a family, in pieces of some milliseconds, while no count changes. O(rules × log rules); O(sets) where known.
   * @throws {RangeError} where there are more than {@link TESTED_RULES_MAX}
   */
  *run({ minCount, size, item }: RuleFamily, ground: RuleGround): Pieces<AdjustedPValues> {
    const list = this.#list;
    const reach = reachOf({ minCount, size }, ground);
    yield* list.find(reach);
    const key = `${list.key} ${item ?? ""}`;
    if (this.#known !== undefined && key === this.#key) return this.#known;
    const { tree } = this.#sets;
    const nodes = item === undefined ? list.nodes : yield* setsHolding(tree, item, reach);
    const rules = item === undefined ? list.rules : rulesIn(tree, nodes);
    if (rules > TESTED_RULES_MAX) throw new RangeError(`${rules} rules are too many to be tested together`);
    const values = new Float64Array(rules / RULES_PER_VALUE);
    let [found, due] = [0, RULES_PER_PIECE];
    for (const node of nodes) {
      found = this.#test(node, ground, values, found);
      if (found * RULES_PER_VALUE < due) continue;
      due += RULES_PER_PIECE;
      yield;
    }
    this.#known = yield* adjustFalseDiscoveries(values, found, RULES_PER_VALUE);
    this.#key = key;
    return this.#known;
  }

  /** Tests the rules of one set, each with its reverse. @returns where the next value goes */
  #test(node: number, ground: RuleGround, values: Float64Array, start: number): number {
    const { tree } = this.#sets;
    const all = (1 << (tree.depth[node] ?? 0)) - 1;
    this.#links.refresh();
    const first = this.#links.find(node);
    const { nodes } = this.#links;
    const both = countOf(tree, node, ground);
    let at = start;
    for (let mask = 1; mask < all - mask; mask++) {
      const left = countOf(tree, nodes[first + mask] ?? 0, ground);
      const right = countOf(tree, nodes[first + (all ^ mask)] ?? 0, ground);
      values[at++] = fisherTail(both, left, right, ground.baskets);
    }
    return at;
  }
}
