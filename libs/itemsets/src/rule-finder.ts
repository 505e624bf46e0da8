import type { AdjustedPValues } from "./false-discoveries.ts";
import { FrequentList } from "./frequent-list.ts";
import type { FrequentSets } from "./frequent-sets.ts";
import { HoldingLists, type Reach, setsAcross } from "./holding.ts";
import { type ItemMarks, marked } from "./item-marks.ts";
import { Measure, type Pieces } from "./pieces.ts";
import { RankedSplits } from "./ranked-splits.ts";
import type { FoundRules, Rule, RuleQuery } from "./rule.ts";
import { countOf, type RuleGround, reachOf } from "./rule-ground.ts";
import { lotOfSplit } from "./rule-order.ts";
import { type Collector, RuleSplitter, type Splitting } from "./rule-splitter.ts";
import { RuleTests, rulesIn } from "./rule-tests.ts";
import { type Split, Surest } from "./surest.ts";

/** Splits looked at in one piece, some of which have to be looked up first: about half a millisecond. */
const SPLITS_PER_PIECE = 4_096;

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
    const { tree } = this.#sets;
    const best = new RankedSplits(query, {
      bothOf: (node) => countOf(tree, node, ground),
      lotOf: (node, mask) => lotOfSplit(tree, node, mask, ground.lotOf),
      nameOf: (node, mask) => this.#splitter.maker.nameOf(node, mask, ground),
    });
    const { tried, splitting } = yield* this.#search(query, ground, numberOf, best, counts);
    const { entries, next } = best.take();
    return { rules: yield* this.#rules(entries, splitting), tried, next };
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
  *tried(query: RuleQuery, ground: RuleGround, item: number | undefined): Pieces<number> {
    const reach = reachOf(query, ground);
    const holding = item === undefined ? undefined : yield* this.#holding.of(item, reach);
    return yield* this.#triedOf(holding, reach);
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
    const tried = counts || query.correction !== "none" ? yield* this.#triedOf(holding, reach) : 0;
    const adjust = yield* this.#adjustment(query, ground, item, tried);
    const splitting = { query, ground, named, adjust };
    const side = query.if?.[0] ?? query.then?.[0];
    const nodes =
      named.within !== undefined
        ? yield* this.#across(named.within, query, reach, holding)
        : (holding ?? (yield* this.#on(side === undefined ? undefined : numberOf(side), reach)));
    yield* this.#splitAll(nodes, splitting, found);
    return { tried, splitting };
  }

  *#splitAll(nodes: Int32Array, splitting: Splitting, found: Collector): Pieces<void> {
    const splitter = this.#splitter;
    for (const at = { next: 0, way: 1 }; ; ) {
      splitter.splitSome(nodes, at, splitting, found, splitter.work + SPLITS_PER_PIECE);
      if (at.next >= nodes.length) return;
      yield;
    }
  }

  *#triedOf(holding: Int32Array | undefined, reach: Reach): Pieces<number> {
    if (holding !== undefined) return rulesIn(this.#sets.tree, holding);
    yield* this.#frequent.find(reach);
    return this.#frequent.rules;
  }

  /** Sets that hold an item of one side; all where none is named. */
  *#on(item: number | undefined, reach: Reach): Pieces<Int32Array> {
    if (item !== undefined) return yield* this.#holding.of(item, reach);
    yield* this.#frequent.find(reach);
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
    const sets = holding ?? (yield* this.#on(undefined, reach));
    const across = yield* setsAcross(this.#sets.tree, sets, marks);
    this.#leading = across;
    this.#ledBy = key;
    return across;
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
    const splitter = this.#splitter;
    const measure = new Measure(SPLITS_PER_PIECE);
    const rules: Rule[] = [];
    for (const split of splits) {
      const before = splitter.work;
      rules.push(splitter.maker.rule(split, splitting.ground, splitting.adjust));
      if (measure.isFull(splitter.work - before)) yield;
    }
    return rules;
  }
}
