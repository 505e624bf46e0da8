import { Best } from "./best.ts";
import type { AdjustedPValues } from "./false-discoveries.ts";
import { FrequentList } from "./frequent-list.ts";
import type { FrequentSets } from "./frequent-sets.ts";
import { HoldingLists, type Reach } from "./holding.ts";
import { type ItemMarks, marked } from "./item-marks.ts";
import { finished, Measure, type Pieces } from "./pieces.ts";
import type { FoundRules, Rule, RuleQuery } from "./rule.ts";
import { type RuleGround, reachOf } from "./rule-ground.ts";
import { inOrder } from "./rule-order.ts";
import { type Collector, RuleSplitter, type Splitting } from "./rule-splitter.ts";
import { RuleTests, rulesIn } from "./rule-tests.ts";
import { type Split, Surest } from "./surest.ts";

/** Splits looked at in one piece, some of which have to be looked up first: about half a millisecond. */
const SPLITS_PER_PIECE = 4_096;

/** Making a rule takes as long as looking at so many splits. */
const SPLITS_PER_RULE = 128;

/** Number of an item in the sets, or −1. */
type NumberOf = (itemId: string) => number;

/** What a search went by. */
interface Searched {
  readonly tried: number;
  readonly splitting: Splitting;
}

/**
 * Rules out of the counted sets: each frequent set split in every way. In pieces, between which no count may change.
 * Cost: O(counted sets + rules that the filters before them let through); out of a basket or with an item O(sets with
 * its items).
 */
export class RuleFinder {
  readonly #sets: FrequentSets;
  readonly #splitter: RuleSplitter;
  readonly #frequent: FrequentList;
  readonly #tests: RuleTests;
  readonly #holding: HoldingLists;
  /** Sets with items of the basket that was asked about last, and which that was. */
  #leading: Int32Array = new Int32Array();
  #ledBy = "";

  constructor(sets: FrequentSets) {
    this.#sets = sets;
    this.#splitter = new RuleSplitter(sets.tree);
    this.#frequent = new FrequentList(sets);
    this.#holding = new HoldingLists(sets);
    this.#tests = new RuleTests(sets, this.#splitter.links);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#splitter.links.bytes + this.#frequent.bytes + this.#holding.bytes + this.#tests.bytes;
  }

  /**
   * The best rules. Complete where `minCount` is at or above the count from which all sets are known.
   * @param counts whether to tell how many were tried, which takes a look at all sets; otherwise 0
   */
  *find(query: RuleQuery, ground: RuleGround, numberOf: NumberOf, counts = true): Pieces<FoundRules> {
    const best = new Best<Split>(query.limit, (split) => split.key);
    const { tried, splitting } = yield* this.#search(query, ground, numberOf, best, counts);
    const rules = yield* this.#rules(best.list(), splitting);
    return { rules: rules.sort((a, b) => inOrder(a, b, query.sort)), tried };
  }

  /**
   * The surest rule to each single item that a query's rules lead to; of those as sure that of most baskets, then by name.
   */
  *surest(query: RuleQuery, ground: RuleGround, numberOf: NumberOf): Pieces<Rule[]> {
    const surest = new Surest(this.#sets.tree);
    const asked = { ...query, thenSize: 1, sort: "confidence" } as const;
    const { splitting } = yield* this.#search(asked, ground, numberOf, surest, false);
    return yield* this.#rules(surest.list(query.limit, ground.idOf), splitting);
  }

  /** Rules at or above a query's least count, with its item: as many as a correction must allow for. */
  tried(query: RuleQuery, ground: RuleGround, item: number | undefined): number {
    const reach = reachOf(query, ground);
    const holding = item === undefined ? undefined : finished(this.#holding.of(item, reach));
    return this.#triedOf(holding, reach);
  }

  *#search(
    query: RuleQuery,
    ground: RuleGround,
    numberOf: NumberOf,
    found: Collector,
    counts: boolean,
  ): Pieces<Searched> {
    const marksOf = (ids: readonly string[] | undefined): ItemMarks | undefined =>
      ids === undefined ? undefined : marked(ids.map(numberOf));
    const named = { within: marksOf(query.within), if: marksOf(query.if), then: marksOf(query.then) };
    const item = query.item === undefined ? undefined : numberOf(query.item);
    this.#splitter.links.refresh();
    const reach = reachOf(query, ground);
    const holding = item === undefined ? undefined : yield* this.#holding.of(item, reach);
    const tried = counts || query.correction !== "none" ? this.#triedOf(holding, reach) : 0;
    const adjust = yield* this.#adjustment(query, ground, item, tried);
    const splitting = { query, ground, named, adjust };
    const measure = new Measure(SPLITS_PER_PIECE);
    const side = query.if?.[0] ?? query.then?.[0];
    const nodes =
      named.within !== undefined
        ? yield* this.#across(named.within, query, reach, holding)
        : (holding ?? (yield* this.#on(side === undefined ? undefined : numberOf(side), reach)));
    for (const node of nodes) if (measure.isFull(this.#splitter.split(node, splitting, found))) yield;
    return { tried, splitting };
  }

  #triedOf(holding: Int32Array | undefined, reach: Reach): number {
    if (holding !== undefined) return rulesIn(this.#sets.tree, holding);
    this.#frequent.find(reach);
    return this.#frequent.rules;
  }

  /** Sets that hold an item of one side; all where none is named. */
  *#on(item: number | undefined, reach: Reach): Pieces<Int32Array> {
    if (item !== undefined) return yield* this.#holding.of(item, reach);
    this.#frequent.find(reach);
    return this.#frequent.nodes;
  }

  /** Sets that lead out of a basket, kept for the next question about the same one. */
  *#across(
    marks: ItemMarks,
    { item, within = [] }: RuleQuery,
    reach: Reach,
    holding: Int32Array | undefined,
  ): Pieces<Int32Array> {
    const { revision } = this.#sets;
    const key = `${revision} ${reach.least} ${reach.sizeMax} ${item ?? ""} ${within.join("\n")}`;
    if (key === this.#ledBy) return this.#leading;
    const across = yield* this.#holding.across(marks, reach);
    const wanted = holding === undefined ? undefined : new Set(holding);
    this.#leading = wanted === undefined ? across : across.filter((node) => wanted.has(node));
    this.#ledBy = key;
    return this.#leading;
  }

  /** What becomes of a p-value by the query's correction. */
  *#adjustment(
    { minCount, size, correction }: RuleQuery,
    ground: RuleGround,
    item: number | undefined,
    tried: number,
  ): Pieces<AdjustedPValues["of"]> {
    if (correction === "none") return (pValue) => pValue;
    if (correction !== "benjamini-hochberg") return (pValue) => Math.min(1, pValue * tried);
    return (yield* this.#tests.run({ minCount, size, item }, ground)).of;
  }

  *#rules(splits: readonly Split[], splitting: Splitting): Pieces<Rule[]> {
    const measure = new Measure(SPLITS_PER_PIECE);
    const rules: Rule[] = [];
    for (const split of splits) {
      rules.push(this.#splitter.rule(split, splitting));
      if (measure.isFull(SPLITS_PER_RULE)) yield;
    }
    return rules;
  }
}
