import { setImmediate } from "node:timers/promises";
import { BasketIndex, type FoundRules, type Rule, type RuleQuery } from "@millrace/itemsets";
import type { Progress } from "@millrace/pipeline";
import type { Config } from "@millrace/service";
import { itemsetSettings } from "@millrace/service-baskets";
import type { StreamView } from "./stream-view.ts";

/** Work of one turn: some 5 ms, on a busy machine twice as long. */
const UNITS_PER_TURN = 100_000;
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
  #isSettling = false;
  /** Questions that are being answered over several turns: nothing is changed meanwhile. */
  #asked = 0;
  #lowered: NodeJS.Timeout | undefined;

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

  /** Calls `then` once answers reflect all that came: at once where little did, else after other work had its turns. */
  whenCurrent(then: () => void): void {
    this.#waiting.push(then);
    if (this.#isSettling) return;
    this.#isSettling = true;
    if (this.#asked > 0) {
      void this.#settle([]);
      return;
    }
    if (!this.#settledInOneTurn()) void this.#settle(this.#waiting.splice(0));
  }

  /** Resolves once answers are exact; they are until the caller next waits. */
  current(): Promise<void> {
    return new Promise((resolve) => this.whenCurrent(resolve));
  }

  /** Resolves once answers are exact and sets are counted from so many baskets on, as far as there is room. */
  async ready(minCount: number): Promise<void> {
    if (minCount >= this.index.completeFrom) return;
    const share = minCount / Math.max(1, this.index.baskets);
    this.#changes.push(() => this.index.demand(share));
    clearTimeout(this.#lowered);
    this.#lowered = setTimeout(() => this.#changes.push(() => this.index.demand(1)), LOWERED_MS).unref();
    await this.current();
  }

  /** The best rules, of which all are tested over several turns where the query's correction needs that. */
  async rules(query: RuleQuery): Promise<FoundRules> {
    this.#asked++;
    try {
      for (const _ of this.index.test(query)) await setImmediate();
      return this.index.rules(query);
    } finally {
      this.#asked--;
    }
  }

  /** Asks for the best rules of all, of whatever sets are kept ready. */
  get everyRule(): Omit<RuleQuery, "item" | "limit"> {
    return { minCount: this.leastCount(), minConfidence: 0, minLift: 0, sort: "lift" };
  }

  /** Rules that lead from items of a basket to one item more, surest first. */
  leadingOutOf(basket: readonly string[], limit: number): readonly Rule[] {
    const query = { ...this.everyRule, within: basket, minLift: 1, sort: "confidence", limit } as const;
    return this.index.rules({ ...query, thenSize: 1 }).rules;
  }

  /** Least count that is answered: of the sets that are kept ready where no share of baskets is named. */
  leastCount(minSupport = this.#config.minSupport): number {
    return Math.max(this.#config.minCount, this.index.countOf(minSupport));
  }

  /** Makes the changes that came, and tells who waits if that is all counted at once. */
  #settledInOneTurn(): boolean {
    for (const change of this.#changes.splice(0)) change();
    if (!this.index.settle(UNITS_PER_TURN)) return false;
    this.#isSettling = false;
    for (const then of this.#waiting.splice(0)) then();
    return true;
  }

  /** @param first who waits for what was changed already. */
  async #settle(first: readonly (() => void)[]): Promise<void> {
    for (let waiting = first; ; waiting = this.#waiting.splice(0)) {
      do await setImmediate();
      while (!this.index.settle(UNITS_PER_TURN));
      for (const then of waiting) then();
      // Who was told may ask now, before anything else is changed.
      do await setImmediate();
      while (this.#asked > 0);
      if (this.#waiting.length === 0 && this.#changes.length === 0) break;
      for (const change of this.#changes.splice(0)) change();
    }
    this.#isSettling = false;
  }
}
