import { Page, type Place, type Placed, type Rank } from "./page.ts";
import type { RuleQuery } from "./rule.ts";
import type { Collector } from "./rule-splitter.ts";
import type { Split } from "./surest.ts";

/** What tells splits of the same measure from each other. */
export interface SplitNames {
  /** Baskets with both sides. */
  readonly bothOf: (node: number) => number;
  readonly lotOf: (node: number, mask: number) => number;
  readonly nameOf: (node: number, mask: number) => string;
}

/** A split with its place in the order. */
class RankedSplit implements Split, Placed {
  readonly node: number;
  readonly mask: number;
  readonly key: number;
  readonly count: number;
  readonly lot: number;
  readonly #names: SplitNames;
  #name: string | undefined;

  constructor({ node, mask, key }: Split, { count, lot }: Rank, names: SplitNames) {
    this.node = node;
    this.mask = mask;
    this.key = key;
    this.count = count;
    this.lot = lot;
    this.#names = names;
  }

  name(): string {
    this.#name ??= this.#names.nameOf(this.node, this.mask);
    return this.#name;
  }
}

/** Keeps the best splits, by key, then by baskets, then by lot: a page of them. */
export class RankedSplits implements Collector {
  readonly #names: SplitNames;
  readonly #page: Page<RankedSplit>;

  constructor({ limit, after }: Pick<RuleQuery, "limit" | "after">, names: SplitNames) {
    this.#names = names;
    this.#page = new Page(limit, after);
  }

  get floor(): number {
    return this.#page.floor;
  }

  wants(key: number): boolean {
    return this.#page.wants(key);
  }

  offer(split: Split): void {
    const { node, mask, key } = split;
    const rank = { key, count: this.#names.bothOf(node), lot: this.#names.lotOf(node, mask) };
    if (this.#page.mayKeep(rank)) this.#page.offer(new RankedSplit(split, rank, this.#names));
  }

  /** Best first, and the place behind which the next ones are. */
  take(): { readonly entries: readonly Split[]; readonly next: Place | undefined } {
    return this.#page.take();
  }
}
