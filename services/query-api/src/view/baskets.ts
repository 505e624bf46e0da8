import { setImmediate } from "node:timers/promises";
import {
  BasketIndex,
  type FoundRules,
  type FoundSets,
  type LeadingQuery,
  type Pieces,
  type Rule,
  type RuleQuery,
  type SetQuery,
} from "@millrace/itemsets";
import type { Progress } from "@millrace/pipeline";
import type { Config } from "@millrace/service";
import { itemsetSettings } from "@millrace/service-baskets";
import type { StreamView } from "./stream-view.ts";

/** Time at a stretch, about, after which whoever else asks has a turn. */
const TURN_MS = 2;
/** Work after which it is seen how late it is: a tenth of a millisecond, or one where memory is slow. */
const UNITS_PER_LOOK = 4_000;
/** After a question about rarer sets than are kept ready, they are kept ready for so long. */
const LOWERED_MS = 60_000;

/**
 * Itemsets and rules over the baskets of all partitions. What comes while the sets of earlier baskets are still being
 * counted waits, so that there is always a moment at which answers are exact; it is then counted together.
 */
export class BasketsView implements StreamView {
  readonly index: BasketIndex;
  readonly #config: Config;
  /** Changes to be made to the index, then who waits for them to be counted. */
  #changes: (() => void)[] = [];
  #waiting: (() => void)[] = [];
  /** Changes that are being made, and which is the next. */
  #making: readonly (() => void)[] = [];
  #made = 0;
  #isSettling = false;
  /** Answers are exact, and nothing is being changed. */
  #isExact = true;
  /** Questions that are being answered over several turns: nothing is changed meanwhile. */
  #asked = 0;
  #lowered: NodeJS.Timeout | undefined;
  /** Items that were asked about while answers were not exact. */
  readonly #early = new Set<string>();
  /** Least share of baskets that was asked about of late; 1 where none was. */
  #demanded = 1;
  #demands = 0;

  constructor(config: Config) {
    this.#config = config;
    this.index = new BasketIndex(itemsetSettings(config));
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const cut = entity.indexOf("/");
    const kind = entity.slice(0, cut) === "items" ? "items" : "baskets";
    const number = Number(entity.slice(cut + 1));
    this.#changes.push(() => this.index.changed(partition, kind, number, value ?? undefined));
  }

  progressed(partition: number, progress: Progress): void {
    const totals = progress.status.globals;
    const [folded, errorBound] = [Number(totals.folded), Number(totals.errorBound)];
    this.#changes.push(() => this.index.progressed(partition, { folded, errorBound }));
  }

  reset(partition: number): void {
    this.#changes.push(() => this.index.reset(partition));
  }

  /**
   * Calls `then` once answers reflect all that came: at once where little did, else after other work had its turns. They
   * stay as they are while microtasks of whoever was told run.
   */
  whenCurrent(then: () => void): void {
    if (this.#isExact && this.#changes.length === 0) {
      then();
      return;
    }
    this.#waiting.push(then);
    if (this.#isSettling) return;
    this.#isSettling = true;
    void this.#settle();
  }

  /** Resolves once answers reflect all that came, and are exact; they are until the caller waits for more than microtasks. */
  current(): Promise<void> {
    return new Promise((resolve) => this.whenCurrent(resolve));
  }

  /** Reads over several turns, from answers that reflect all that came: nothing is changed meanwhile. */
  async unchanged<T>(read: () => Promise<T>): Promise<T> {
    await this.current();
    this.#asked++;
    try {
      return await read();
    } finally {
      this.#asked--;
    }
  }

  /** Resolves once answers are exact and sets are counted from so many baskets on, as far as there is room. */
  async ready(minCount: number): Promise<void> {
    if (minCount >= this.index.completeFrom) return;
    // Whoever asked about rarer sets of late is not to find them gone.
    this.#demanded = Math.min(this.#demanded, minCount / Math.max(1, this.index.baskets));
    this.#demand(this.#demanded);
    clearTimeout(this.#lowered);
    this.#lowered = setTimeout(() => {
      this.#demanded = 1;
      this.#demand(1);
    }, LOWERED_MS).unref();
    await this.current();
  }

  /** Changes whenever other sets are to be kept ready. */
  get demands(): number {
    return this.#demands;
  }

  /** The best rules, over several turns where there are many. */
  rules(query: RuleQuery): Promise<FoundRules> {
    return this.#inTurns(this.index.rulesInPieces(query));
  }

  /** How many rules a query tries, over several turns where there are many. */
  tried(query: RuleQuery): Promise<number> {
    return this.#inTurns(this.index.triedInPieces(query));
  }

  /** The most frequent sets, over several turns where there are many. */
  itemsets(query: SetQuery): Promise<FoundSets> {
    return this.#inTurns(this.index.itemsetsInPieces(query));
  }

  /** What is missing in a basket, over several turns where there are many rules. */
  missing(query: LeadingQuery): Promise<Rule[]> {
    return this.#inTurns(this.index.missingInPieces(query));
  }

  /** Items of baskets that came since this was asked for last, and those that were asked about too early. */
  takeTouched(): ReadonlySet<string> {
    const touched = this.index.takeTouched();
    for (const item of this.#early) touched.add(item);
    this.#early.clear();
    return touched;
  }

  /** The best rules with an item, at once; undefined while baskets are being counted: it counts as touched then. */
  rulesOf(item: string, limit: number): readonly Rule[] | undefined {
    if (this.#isExact) return this.index.rules({ ...this.everyRule, item, limit }).rules;
    this.#early.add(item);
    return undefined;
  }

  /** Asks for the best rules of all, of whatever sets are kept ready. */
  get everyRule(): Omit<RuleQuery, "item" | "limit"> {
    return { minCount: this.leastCount(), minConfidence: 0, minLift: 0, sort: "lift" };
  }

  /** Rules that lead from items of a basket to one item more, surest first. */
  leadingOutOf(basket: readonly string[], limit: number): readonly Rule[] {
    const query = { ...this.everyRule, within: basket, minLift: 1, sort: "confidence", limit } as const;
    return this.index.leading({ ...query, thenSize: 1 });
  }

  /** Least count that is answered: of the sets that are kept ready where no share of baskets is named. */
  leastCount(minSupport = this.#config.minSupport): number {
    return Math.max(this.#config.minCount, this.index.countOf(minSupport));
  }

  #demand(share: number): void {
    this.#demands++;
    this.#changes.push(() => this.index.demand(share));
  }

  /** Makes the changes that came and counts, over as many turns as that takes, until nobody waits. */
  async #settle(): Promise<void> {
    do {
      // Nothing is changed while questions are answered; whoever asks meanwhile waits for the next round.
      while (this.#asked > 0) await setImmediate();
      const waiting = this.#waiting.splice(0);
      this.#making = this.#changes.splice(0);
      this.#made = 0;
      this.#isExact = false;
      while (!this.#goOn()) await setImmediate();
      this.#isExact = true;
      for (const then of waiting) then();
      // Whoever was told reads, in its microtasks, before anything is changed, whatever others who were told ask for.
      await setImmediate();
    } while (this.#waiting.length > 0);
    this.#isSettling = false;
  }

  /** Goes on for a turn. @returns whether all that came is made and counted */
  #goOn(): boolean {
    const end = performance.now() + TURN_MS;
    for (; this.#made < this.#making.length; this.#made++) {
      if (performance.now() >= end) return false;
      this.#making[this.#made]?.();
    }
    while (!this.index.settle(UNITS_PER_LOOK)) if (performance.now() >= end) return false;
    return true;
  }

  async #inTurns<T>(pieces: Pieces<T>): Promise<T> {
    this.#asked++;
    try {
      for (let end = performance.now() + TURN_MS; ; ) {
        const step = pieces.next();
        if (step.done === true) return step.value;
        if (performance.now() < end) continue;
        await setImmediate();
        end = performance.now() + TURN_MS;
      }
    } finally {
      this.#asked--;
    }
  }
}
