import { setImmediate } from "node:timers/promises";
import { BasketIndex, type Rule, type RuleQuery } from "@millrace/itemsets";
import type { Progress } from "@millrace/pipeline";
import type { Config } from "@millrace/service";
import { itemsetSettings } from "@millrace/service-baskets";
import type { StreamView } from "./stream-view.ts";

/** Work of one turn: some 8 ms. */
const UNITS_PER_TURN = 300_000;
/** After a question about rarer sets than are kept ready, they are kept ready for so long. */
const LOWERED_MS = 60_000;

/** Itemsets and rules over the baskets of all partitions. */
export class BasketsView implements StreamView {
  readonly index: BasketIndex;
  #waiting: (() => void)[] = [];
  readonly #config: Config;
  #lowered: NodeJS.Timeout | undefined;
  #settling: Promise<void> | undefined;

  constructor(config: Config) {
    this.#config = config;
    this.index = new BasketIndex(itemsetSettings(config));
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const cut = entity.indexOf("/");
    const kind = entity.slice(0, cut) === "items" ? "items" : "baskets";
    this.index.changed(partition, kind, Number(entity.slice(cut + 1)), value ?? undefined);
  }

  progressed(partition: number, progress: Progress): void {
    const { folded, errorBound } = progress.status.globals;
    this.index.progressed(partition, { folded: Number(folded), errorBound: Number(errorBound) });
  }

  reset(partition: number): void {
    this.index.reset(partition);
  }

  /** Calls `then` once answers reflect all that came: at once where little did, else after other work had its turns. */
  whenCurrent(then: () => void): void {
    if (this.#settling === undefined && this.index.settle(UNITS_PER_TURN)) then();
    else {
      this.#waiting.push(then);
      this.#settling ??= this.#settle();
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

  /** Resolves once answers are exact. */
  async current(): Promise<void> {
    if (this.#settling === undefined && this.index.settle(UNITS_PER_TURN)) return;
    this.#settling ??= this.#settle();
    await this.#settling;
  }

  /** Resolves once answers are exact and sets are counted from so many baskets on, as far as there is room. */
  async ready(minCount: number): Promise<void> {
    await this.current();
    if (minCount >= this.index.completeFrom) return;
    this.index.demand(minCount / Math.max(1, this.index.baskets));
    clearTimeout(this.#lowered);
    this.#lowered = setTimeout(() => this.index.demand(1), LOWERED_MS).unref();
    await this.current();
  }

  async #settle(): Promise<void> {
    do await setImmediate();
    while (!this.index.settle(UNITS_PER_TURN));
    this.#settling = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const then of waiting) then();
  }
}
