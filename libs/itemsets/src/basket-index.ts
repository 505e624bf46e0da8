import { ByteReader } from "@millrace/state";
import { readBasket } from "./basket-block.ts";
import { Best } from "./best.ts";
import { companionsOf } from "./companions.ts";
import { ItemNumbers } from "./item-numbers.ts";
import { decodeItemPage, type ItemPage, PAGE_ITEMS } from "./item-page.ts";
import { measure, type RuleMeasures } from "./measures.ts";
import type { FoundRules, Itemset, RuleQuery } from "./rule.ts";
import { RuleFinder } from "./rule-finder.ts";
import { ScopedSets, type ScopedSetsSettings, shareOf } from "./scoped-sets.ts";

/** An item bought with another, and how much more than by chance: measures of the rule from the other to it. */
export interface Companion extends RuleMeasures {
  readonly itemId: string;
  readonly count: number;
}

/** Under decay nothing comes down to 0 exactly. */
const ROUNDING = 1e-9;

/** A block as far as it was taken. */
interface TakenBlock {
  bytes: Uint8Array;
  at: number;
  time: number;
  readonly tickets: number[];
}

interface Part {
  readonly pages: Map<number, ItemPage>;
  readonly blocks: Map<number, TakenBlock>;
  /** Blocks with more than was taken of them. */
  readonly pending: Set<number>;
  /** What the partition tells, and as much of it as was taken. */
  totals: Totals;
  taken: Totals;
}

/** What a partition tells of all its baskets. */
export interface Totals {
  /** Baskets that are counted but no longer retained. */
  readonly folded: number;
  /** How far any count may be too low. */
  readonly errorBound: number;
}

const nothing: Totals = { folded: 0, errorBound: 0 };
/** Bytes of blocks that are taken one by one however few there are. */
const BACKLOG_BYTES = 16_384;

/**
 * The reader's view over the baskets of all partitions: every set and rule is counted over all of them, so that no
 * partition's answer is ever given as the whole. Takes what {@link BasketLog}s publish, in any order of blocks.
 */
export class BasketIndex {
  readonly #settings: ScopedSetsSettings;
  readonly #parts = new Map<number, Part>();
  #numbers = new ItemNumbers();
  #scoped: ScopedSets;
  #finder: RuleFinder;
  /** Items that no page names, with baskets that do. */
  readonly #orphans = new Set<number>();
  #folded = 0;
  #errorBound = 0;
  #takenBytes = 0;
  #isCurrent = true;
  #version = 0;

  constructor(settings: ScopedSetsSettings) {
    this.#settings = settings;
    this.#scoped = new ScopedSets(settings);
    this.#finder = new RuleFinder(this.#scoped.sets);
  }

  /** Baskets of all partitions in scope; their weights' sum under decay. */
  get baskets(): number {
    return this.#scoped.total + this.#folded;
  }

  /** How far any count may be too low, over all partitions, for want of room. */
  get errorBound(): number {
    return this.#errorBound;
  }

  /** Count from which on all sets are known. */
  get completeFrom(): number {
    return this.#scoped.sets.completeFrom / this.#scoped.scale;
  }

  /** Changes with everything that may change an answer. */
  get version(): number {
    return this.#version;
  }

  /** What is held: items and counted sets, bytes, sets that were let go. */
  get size(): { readonly entries: number; readonly bytes: number; readonly evictions: number } {
    const { sets } = this.#scoped;
    return {
      entries: this.#numbers.size + sets.sets,
      bytes: sets.bytes + this.#finder.bytes + this.#numbers.bytes,
      evictions: sets.evictions,
    };
  }

  /** Least count that a share of baskets comes to, the settings' floor aside. */
  countOf(minSupport: number): number {
    return shareOf(minSupport, this.baskets, this.#scoped.isWhole);
  }

  /** Takes a page or block of a partition; undefined where it is gone. */
  changed(partition: number, kind: "items" | "baskets", number: number, bytes: Uint8Array | undefined): void {
    const part = this.#part(partition);
    if (kind === "items")
      this.#takePage(part, number, bytes === undefined ? undefined : decodeItemPage(bytes));
    else if (bytes === undefined) this.#dropBlock(part, number);
    else {
      const block = part.blocks.get(number) ?? { bytes, at: 0, time: 0, tickets: [] };
      block.bytes = bytes;
      part.blocks.set(number, block);
      part.pending.add(number);
    }
  }

  /** All changes of a batch are here. Answers reflect them once {@link BasketIndex.settle} has said so. */
  progressed(partition: number, totals: Totals): void {
    this.#part(partition).totals = totals;
    this.#isCurrent = false;
  }

  /** Forgets a partition: the others are taken anew, since what they had pushed out of a window may be back in it. */
  reset(partition: number): void {
    this.#parts.delete(partition);
    this.#scoped = new ScopedSets(this.#settings);
    this.#finder = new RuleFinder(this.#scoped.sets);
    this.#numbers = new ItemNumbers();
    this.#orphans.clear();
    this.#folded = 0;
    this.#errorBound = 0;
    this.#takenBytes = 0;
    for (const [other, { pages, blocks, totals }] of [...this.#parts]) {
      this.#parts.delete(other);
      for (const [number, page] of pages) this.#takePage(this.#part(other), number, page);
      for (const [number, { bytes }] of blocks) this.changed(other, "baskets", number, bytes);
      this.#part(other).totals = totals;
    }
    this.#isCurrent = false;
  }

  /** Whether answers reflect everything that came. */
  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  /**
   * Takes up baskets that came, then counts sets that they brought up. In between, answers are not to be asked for.
   * @param units most work before it returns: some 40 million a second
   * @returns whether all is done, so that answers are exact.
   */
  settle(units = Number.POSITIVE_INFINITY): boolean {
    if (this.#isCurrent) return true;
    const { sets } = this.#scoped;
    const until = sets.work + units;
    if (this.#backlog() > this.#takenBytes / 2 + BACKLOG_BYTES) sets.rest();
    for (const part of this.#parts.values()) if (!this.#take(part, until)) return false;
    this.#forget();
    this.#scoped.want(this.#folded);
    if (!sets.settle(Math.max(1, until - sets.work))) return false;
    this.#isCurrent = true;
    this.#version++;
    return true;
  }

  /** Keeps sets ready from a share of baskets on that is lower than the settings say. */
  demand(minSupport: number): void {
    this.#scoped.demand(minSupport);
    this.#isCurrent = false;
  }

  /** Baskets with an item; 0 where it is unknown. */
  count(itemId: string): number {
    const item = this.#numbers.find(itemId);
    return item < 0 ? 0 : this.#itemCount(item);
  }

  /**
   * What was bought with an item, from any count on: exact whatever sets are kept ready.
   * Cost: O(items in its baskets); for an item of very many, only partners of which sets are kept.
   */
  together(itemId: string, minCount: number): Companion[] {
    const item = this.#numbers.find(itemId);
    if (item < 0) return [];
    const { scale } = this.#scoped;
    const own = this.#itemCount(item);
    const { baskets } = this;
    return companionsOf(this.#scoped.sets, item)
      .filter(({ count }) => count / scale >= minCount * (1 - 1e-12))
      .map(({ item: other, count }) => {
        const of = this.#itemCount(other);
        return {
          itemId: this.#numbers.idOf(other),
          count: count / scale,
          ...measure(count / scale, own, of, baskets),
        };
      });
  }

  /** The best rules over all baskets. */
  rules(query: RuleQuery): FoundRules {
    return this.#finder.find(query, this.#ground(), (id) => this.#numbers.find(id));
  }

  /** The most frequent sets; `size` 0 asks for all sizes. Equal counts in no order that means anything. */
  itemsets(minCount: number, size: number, limit: number, item?: string): Itemset[] {
    const { tree } = this.#scoped.sets;
    const { scale } = this.#scoped;
    const wanted = item === undefined ? -1 : this.#numbers.find(item);
    if (item !== undefined && wanted < 0) return [];
    const best = new Best<{ node: number; count: number }>(limit, (set) => set.count);
    for (let node = 1; node < tree.nodes; node++) {
      const depth = tree.depth[node] ?? 0;
      if ((size > 0 && depth !== size) || !tree.isHeld(node)) continue;
      const count = depth === 1 ? this.#itemCount(tree.item[node] ?? 0) : (tree.count[node] ?? 0) / scale;
      if (count < minCount * (1 - 1e-12) || !best.wants(count)) continue;
      if (wanted >= 0 && !tree.pathOf(node).includes(wanted)) continue;
      best.offer({ node, count });
    }
    const { baskets } = this;
    return best.list().map(({ node, count }) => {
      const path = tree.pathOf(node);
      const items = path.map((number) => this.#numbers.idOf(number)).sort();
      return { items, count, support: count / baskets, errorBound: this.#boundOf(path) };
    });
  }

  #ground() {
    return {
      baskets: this.baskets,
      scale: this.#scoped.scale,
      foldedOf: this.#folded === 0 ? undefined : (item: number) => this.#numbers.folded(item),
      idOf: (item: number) => this.#numbers.idOf(item),
      errorBoundOf: (items: readonly number[]) => this.#boundOf(items),
    };
  }

  #boundOf(items: readonly number[]): number {
    if (items.length < 2) return this.#errorBound;
    return this.#errorBound + Math.min(...items.map((item) => this.#numbers.folded(item)));
  }

  #itemCount(item: number): number {
    return this.#scoped.sets.itemCount(item) / this.#scoped.scale + this.#numbers.folded(item);
  }

  #takePage(part: Part, number: number, page: ItemPage | undefined): void {
    const old = part.pages.get(number);
    // What stays is entered before it is left, so that its number is not lost in between.
    for (const [i, id] of (page?.ids ?? []).entries())
      if (id !== undefined) this.#numbers.enter(id, page?.folded[i] ?? 0);
    for (const [i, id] of (old?.ids ?? []).entries())
      if (id !== undefined) this.#leave(id, old?.folded[i] ?? 0);
    if (page === undefined) part.pages.delete(number);
    else part.pages.set(number, page);
  }

  #leave(id: string, folded: number): void {
    const item = this.#numbers.leave(id, folded);
    if (item >= 0) this.#orphans.add(item);
  }

  /** Frees what no page names and no basket holds. */
  #forget(): void {
    for (const item of this.#orphans) {
      if (!this.#numbers.isNamed(item)) {
        if (this.#scoped.sets.itemCount(item) > ROUNDING * this.#scoped.scale) continue;
        this.#scoped.sets.forgetItem(item);
        this.#numbers.forget(item);
      }
      this.#orphans.delete(item);
    }
  }

  /** Bytes of blocks that are still to be taken. */
  #backlog(): number {
    let sum = 0;
    for (const { blocks, pending } of this.#parts.values()) {
      for (const number of pending) {
        const block = blocks.get(number);
        if (block !== undefined) sum += block.bytes.length - block.at;
      }
    }
    return sum;
  }

  /** Takes a partition's news; false where the work is more than was allowed. */
  #take(part: Part, until: number): boolean {
    for (const number of [...part.pending].sort((a, b) => a - b)) {
      if (this.#scoped.sets.work > until) return false;
      const block = part.blocks.get(number);
      const before = block?.at ?? 0;
      if (block === undefined || this.#takeBlock(part, block)) part.pending.delete(number);
      this.#takenBytes += (block?.at ?? 0) - before;
    }
    this.#folded += part.totals.folded - part.taken.folded;
    this.#errorBound += part.totals.errorBound - part.taken.errorBound;
    part.taken = part.totals;
    return true;
  }

  /** Takes what is new in a block; false where it names an item whose page has not come. */
  #takeBlock(part: Part, block: TakenBlock): boolean {
    const began = block.at;
    const r = new ByteReader(block.bytes.subarray(began));
    while (!r.done) {
      const { time, items } = readBasket(r, block.time);
      let kept = 0;
      for (let i = 0; i < items.length; i++) {
        const number = items[i] ?? 0;
        const page = part.pages.get((number / PAGE_ITEMS) | 0);
        if (page === undefined || number % PAGE_ITEMS >= page.ids.length) return false;
        const id = page.ids[number % PAGE_ITEMS];
        if (id !== undefined) items[kept++] = this.#numbers.find(id);
      }
      block.tickets.push(this.#scoped.add(items.subarray(0, kept).sort().reverse(), time));
      block.time = time;
      block.at = began + r.at;
    }
    return true;
  }

  #dropBlock(part: Part, number: number): void {
    const block = part.blocks.get(number);
    part.blocks.delete(number);
    part.pending.delete(number);
    for (const ticket of block?.tickets ?? []) this.#scoped.drop(ticket);
  }

  #part(partition: number): Part {
    let part = this.#parts.get(partition);
    if (part === undefined) {
      part = { pages: new Map(), blocks: new Map(), pending: new Set(), totals: nothing, taken: nothing };
      this.#parts.set(partition, part);
    }
    return part;
  }
}
