import { BasketFeed, type Totals } from "./basket-feed.ts";
import { type Companion, companionsOf, companionsTold } from "./companions.ts";
import { foundSets, type SetQuery } from "./found-sets.ts";
import { MostBought } from "./most-bought.ts";
import { finished, type Pieces } from "./pieces.ts";
import type { FoundRules, FoundSets, Itemset, Rule, RuleQuery } from "./rule.ts";
import { RuleFinder } from "./rule-finder.ts";
import { unconditionalRule } from "./rule-ground.ts";
import { ScopedSets, type ScopedSetsSettings, shareOf } from "./scoped-sets.ts";

/** Asks for rules that lead out of some items. */
export type LeadingQuery = RuleQuery & { readonly within: readonly string[] };

/**
 * The reader's view over the baskets of all partitions: every set and rule is counted over all of them, so that no
 * partition's answer is ever given as the whole. Takes what {@link BasketLog}s publish, in any order of blocks.
 */
export class BasketIndex {
  readonly #settings: ScopedSetsSettings;
  #scoped: ScopedSets;
  #feed: BasketFeed;
  #finder: RuleFinder;
  #popular = new MostBought();
  /** Whether all that came is taken, and said which sets are wanted; then whether all those are counted. */
  #isTaken = true;
  #isCurrent = true;

  constructor(settings: ScopedSetsSettings) {
    this.#settings = settings;
    this.#scoped = new ScopedSets(settings);
    this.#feed = new BasketFeed(this.#scoped);
    this.#finder = new RuleFinder(this.#scoped.sets);
  }

  /** Baskets of all partitions in scope; their weights' sum under decay. */
  get baskets(): number {
    return this.#scoped.total + this.#feed.folded;
  }

  /** How far any count may be too low, over all partitions, for want of room. */
  get errorBound(): number {
    return this.#feed.errorBound;
  }

  /** Count from which on all sets are known. */
  get completeFrom(): number {
    return this.#scoped.completeFrom;
  }

  /** What is held: items and counted sets, bytes, sets that were let go. */
  get size(): { readonly entries: number; readonly bytes: number; readonly evictions: number } {
    const { sets } = this.#scoped;
    return {
      entries: this.#feed.numbers.size + sets.sets,
      bytes: sets.bytes + this.#finder.bytes + this.#feed.bytes,
      evictions: sets.evictions,
    };
  }

  /** What is held of each kind: items, sets of one or more items with a count, and items in baskets. */
  get parts(): Readonly<
    Record<"items" | "sets" | "entries", { readonly entries: number; readonly bytes: number }>
  > {
    const { tree, occurrences } = this.#scoped.sets;
    const { numbers } = this.#feed;
    return {
      items: { entries: numbers.size, bytes: numbers.bytes },
      sets: { entries: tree.size, bytes: tree.bytes },
      entries: { entries: occurrences.entries, bytes: occurrences.bytes },
    };
  }

  /** Least count that a share of baskets comes to, the settings' floor aside. */
  countOf(minSupport: number): number {
    return shareOf(minSupport, this.baskets, this.#scoped.isWhole);
  }

  /** Takes a page or block of a partition; undefined where it is gone. */
  changed(partition: number, kind: "items" | "baskets", number: number, bytes: Uint8Array | undefined): void {
    if (kind === "items") this.#feed.changePage(partition, number, bytes);
    else this.#feed.changeBlock(partition, number, bytes);
    this.#isTaken = false;
  }

  /** All changes of a batch are here. Answers reflect them once {@link BasketIndex.settle} has said so. */
  progressed(partition: number, totals: Totals): void {
    this.#feed.changeTotals(partition, totals);
    this.#isTaken = false;
  }

  /** Forgets a partition: the others are taken anew, since what they had pushed out of a window may be back in it. */
  reset(partition: number): void {
    const before = this.#feed;
    this.#scoped = new ScopedSets(this.#settings);
    this.#feed = new BasketFeed(this.#scoped);
    this.#finder = new RuleFinder(this.#scoped.sets);
    this.#popular = new MostBought();
    before.retell(this.#feed, partition);
    this.#isTaken = false;
  }

  /** Items of baskets that came since this was asked for last. */
  takeTouched(): Set<string> {
    return this.#feed.takeTouched();
  }

  /** Whether answers reflect everything that came. */
  get isCurrent(): boolean {
    return this.#isTaken && this.#isCurrent;
  }

  /**
   * Takes up baskets that came, then counts sets that they brought up. In between, answers are not to be asked for.
   * @param units most work before it returns: some 40 million a second
   * @returns whether all is done, so that answers are exact.
   */
  settle(units = Number.POSITIVE_INFINITY): boolean {
    if (this.isCurrent) return true;
    this.#isCurrent = false;
    const { sets } = this.#scoped;
    const until = sets.work + units;
    if (!this.#isTaken) {
      if (this.#feed.isBehind) sets.rest();
      if (!sets.tidy(until) || !this.#feed.take(until)) return false;
      this.#scoped.want(this.#feed.folded);
      this.#isTaken = true;
    }
    if (!sets.settle(Math.max(1, until - sets.work))) return false;
    this.#isCurrent = true;
    return true;
  }

  /** Keeps sets ready from a share of baskets on that is lower than the settings say. */
  demand(minSupport: number): void {
    this.#scoped.demand(minSupport);
    this.#isTaken = false;
  }

  /** Baskets with an item; 0 where it is unknown. */
  count(itemId: string): number {
    const item = this.#feed.numbers.find(itemId);
    return item < 0 ? 0 : this.#itemCount(item);
  }

  /**
   * What was bought with an item, from any count on: exact whatever sets are kept ready.
   * Cost: O(items in its baskets); for an item of very many, only partners of which sets are kept.
   */
  together(itemId: string, minCount: number): Companion[] {
    const item = this.#feed.numbers.find(itemId);
    if (item < 0) return [];
    const found = companionsOf(this.#scoped.sets, item, this.#feed.numbers.end);
    return companionsTold(found, this.#itemCount(item), minCount, this.#setGround());
  }

  /** The best rules over all baskets. */
  rules(query: RuleQuery): FoundRules {
    return finished(this.rulesInPieces(query));
  }

  /** The same in pieces of one or two milliseconds; to be gone through while nothing changes. */
  rulesInPieces(query: RuleQuery): Pieces<FoundRules> {
    return this.#finder.find(query, this.#ground(), this.#numberOf);
  }

  /** The best rules, with p-values as they are, and without a look at all sets where they lead out of some items. */
  leading(query: Omit<RuleQuery, "correction">): readonly Rule[] {
    const asked = { ...query, correction: "none" } as const;
    return finished(this.#finder.find(asked, this.#ground(), this.#numberOf, false)).rules;
  }

  /**
   * What is missing in a basket, by the surest rule to each item out of it, surest first; then, with nothing on the left,
   * what is bought most, as far as the query's filters let rules through that say nothing. Cost: as a query for rules.
   */
  missing(query: LeadingQuery): Rule[] {
    return finished(this.missingInPieces(query));
  }

  /** The same in pieces of one or two milliseconds; to be gone through while nothing changes. */
  *missingInPieces(query: LeadingQuery): Pieces<Rule[]> {
    const { numbers } = this.#feed;
    const ground = this.#ground();
    const found = yield* this.#finder.surest(query, ground, this.#numberOf);
    const { minConfidence, minLift, minImprovement = 0, maxPValue = 1, trend, minCount, limit } = query;
    if (found.length === limit || minLift > 1 || minImprovement > 0 || maxPValue < 1 || trend !== undefined)
      return found;
    const known = new Set([...query.within, ...found.map(({ then }) => then[0] ?? "")]);
    const least = Math.max(minCount, minConfidence * ground.baskets);
    const countOf = (item: number): number => this.#itemCount(item);
    const state = `${this.#scoped.sets.revision} ${this.#feed.folded}`;
    const popular = this.#popular.list(state, numbers, countOf, limit + query.within.length, least);
    const rest = popular.filter((item) => !known.has(numbers.idOf(item)));
    const unconditional = (item: number) => unconditionalRule(item, this.#itemCount(item), ground);
    return [...found, ...rest.map(unconditional)].slice(0, limit);
  }

  /** Rules at or above a query's least count, with its item: as many as a correction must allow for. O(sets). */
  triedInPieces(query: RuleQuery): Pieces<number> {
    const item = query.item === undefined ? undefined : this.#numberOf(query.item);
    return this.#finder.tried(query, this.#ground(), item);
  }

  /** The most frequent sets; of those as frequent in an order that is the same at every reader. `size` 0 asks for all sizes. */
  itemsets(minCount: number, size: number, limit: number, item?: string): readonly Itemset[] {
    return finished(this.itemsetsInPieces({ minCount, size, limit, item })).itemsets;
  }

  /** The same in pieces of one or two milliseconds, and from any place on; to be gone through while nothing changes. */
  itemsetsInPieces(query: SetQuery): Pieces<FoundSets> {
    return foundSets(this.#scoped.sets.tree, query, this.#setGround());
  }

  readonly #numberOf = (itemId: string): number => this.#feed.numbers.find(itemId);

  #setGround() {
    const { numbers } = this.#feed;
    return {
      baskets: this.baskets,
      scale: this.#scoped.scale,
      ofItem: (item: number) => this.#itemCount(item),
      numberOf: this.#numberOf,
      idOf: (item: number) => numbers.idOf(item),
      lotOf: (item: number) => numbers.lotOf(item),
      errorBoundOf: (items: readonly number[]) => this.#boundOf(items),
    };
  }

  #ground() {
    return {
      baskets: this.baskets,
      scale: this.#scoped.scale,
      freshTotal: this.#scoped.freshTotal,
      freshScale: this.#scoped.freshScale,
      foldedOf: this.#feed.folded === 0 ? undefined : (item: number) => this.#feed.numbers.folded(item),
      idOf: (item: number) => this.#feed.numbers.idOf(item),
      lotOf: (item: number) => this.#feed.numbers.lotOf(item),
      errorBoundOf: (items: readonly number[]) => this.#boundOf(items),
    };
  }

  #boundOf(items: readonly number[]): number {
    if (items.length < 2) return this.#feed.errorBound;
    return this.#feed.errorBound + Math.min(...items.map((item) => this.#feed.numbers.folded(item)));
  }

  #itemCount(item: number): number {
    return this.#scoped.sets.itemCount(item) / this.#scoped.scale + this.#feed.numbers.folded(item);
  }
}
