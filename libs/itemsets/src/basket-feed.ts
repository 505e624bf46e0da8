import { ByteReader } from "@millrace/state";
import { readBasket } from "./basket-block.ts";
import { ItemNumbers } from "./item-numbers.ts";
import { decodeItemPage, type ItemPage, PAGE_ITEMS } from "./item-page.ts";
import type { ScopedSets } from "./scoped-sets.ts";

/** Under decay nothing comes down to 0 exactly. */
const ROUNDING = 1e-9;
/** Bytes of blocks that are taken one by one however few there are. */
const BACKLOG_BYTES = 16_384;

/** What a partition tells of all its baskets. */
export interface Totals {
  /** Baskets that are counted but no longer retained. */
  readonly folded: number;
  /** How far any count may be too low. */
  readonly errorBound: number;
}

const nothing: Totals = { folded: 0, errorBound: 0 };

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
  /** Those that are to be gone through, the first one last; undefined where more came since they were put in order. */
  order: number[] | undefined;
  /** What the partition tells, and as much of it as was taken. */
  totals: Totals;
  taken: Totals;
}

/** Puts the baskets that partitions publish, in any order of blocks, into the sets, each once. */
export class BasketFeed {
  readonly numbers = new ItemNumbers();
  readonly #scoped: ScopedSets;
  readonly #parts = new Map<number, Part>();
  /** Items of baskets that were taken since they were asked for last. */
  readonly #touched = new Set<number>();
  /** Items that no page names, with baskets that do. */
  readonly #orphans = new Set<number>();
  #folded = 0;
  #errorBound = 0;
  #takenBytes = 0;
  /** Bytes of blocks that were not taken. */
  #waitingBytes = 0;

  constructor(scoped: ScopedSets) {
    this.#scoped = scoped;
  }

  /** Baskets that count but are not retained, over all partitions. */
  get folded(): number {
    return this.#folded;
  }

  /** How far any count may be too low, over all partitions. */
  get errorBound(): number {
    return this.#errorBound;
  }

  /** Bytes held: items, and blocks with 8 a basket to find it again. */
  get bytes(): number {
    let sum = this.numbers.bytes;
    for (const { blocks } of this.#parts.values())
      for (const { bytes, tickets } of blocks.values()) sum += bytes.length + tickets.length * 8 + 150;
    return sum;
  }

  /** Ids of the items of baskets that were taken since this was asked for last. */
  takeTouched(): Set<string> {
    const ids = new Set(Array.from(this.#touched, (item) => this.numbers.idOf(item)));
    this.#touched.clear();
    return ids;
  }

  /** Whether so much waits that counting it basket by basket would take longer than all at once. */
  get isBehind(): boolean {
    return this.#waitingBytes > this.#takenBytes / 2 + BACKLOG_BYTES;
  }

  /** Takes a page of items; undefined where it is gone. */
  changePage(partition: number, number: number, bytes: Uint8Array | undefined): void {
    const part = this.#part(partition);
    part.order = undefined;
    this.#takePage(part, number, bytes === undefined ? undefined : decodeItemPage(bytes));
  }

  /** Takes a block, of which more may have been known before; undefined where it is gone. */
  changeBlock(partition: number, number: number, bytes: Uint8Array | undefined): void {
    const part = this.#part(partition);
    const known = part.blocks.get(number);
    this.#waitingBytes += (bytes?.length ?? known?.at ?? 0) - (known?.bytes.length ?? 0);
    part.order = undefined;
    if (bytes === undefined) {
      part.blocks.delete(number);
      part.pending.delete(number);
      for (const ticket of known?.tickets ?? []) this.#scoped.drop(ticket);
      return;
    }
    const block = known ?? { bytes, at: 0, time: 0, tickets: [] };
    block.bytes = bytes;
    part.blocks.set(number, block);
    part.pending.add(number);
  }

  /** Takes what a partition tells of all its baskets. */
  changeTotals(partition: number, totals: Totals): void {
    this.#part(partition).totals = totals;
  }

  /** Tells another feed all that this one knows, but of one partition. */
  retell(to: BasketFeed, but: number): void {
    for (const [partition, { pages, blocks, totals }] of this.#parts) {
      if (partition === but) continue;
      for (const [number, page] of pages) to.#takePage(to.#part(partition), number, page);
      for (const [number, { bytes }] of blocks) to.changeBlock(partition, number, bytes);
      to.changeTotals(partition, totals);
    }
  }

  /** Takes what waits. @param until work of the sets at which to stop. @returns whether all was taken */
  take(until: number): boolean {
    for (const part of this.#parts.values()) if (!this.#takePart(part, until)) return false;
    if (!this.#scoped.expire(until) || !this.#scoped.sets.tidy(until)) return false;
    this.#forget();
    return true;
  }

  #takePart(part: Part, until: number): boolean {
    part.order ??= [...part.pending].sort((a, b) => b - a);
    for (let number = part.order.at(-1); number !== undefined; number = part.order.at(-1)) {
      const block = part.blocks.get(number);
      const before = block?.at ?? 0;
      const came = block === undefined ? "taken" : this.#takeBlock(part, block, until);
      const taken = (block?.at ?? 0) - before;
      this.#takenBytes += taken;
      this.#waitingBytes -= taken;
      if (came === "later") return false;
      if (came === "taken") part.pending.delete(number);
      part.order.pop();
    }
    this.#folded += part.totals.folded - part.taken.folded;
    this.#errorBound += part.totals.errorBound - part.taken.errorBound;
    part.taken = part.totals;
    return true;
  }

  /** Takes what is new in a block: later what would take too long, and what names an item whose page has not come. */
  #takeBlock(part: Part, block: TakenBlock, until: number): "taken" | "later" | "page missing" {
    const { sets } = this.#scoped;
    const began = block.at;
    const r = new ByteReader(block.bytes.subarray(began));
    while (!r.done) {
      if (!this.#scoped.expire(until) || !sets.tidy(until) || sets.work > until) return "later";
      const { time, items } = readBasket(r, block.time);
      let kept = 0;
      for (let i = 0; i < items.length; i++) {
        const number = items[i] ?? 0;
        const page = part.pages.get((number / PAGE_ITEMS) | 0);
        if (page === undefined || number % PAGE_ITEMS >= page.ids.length) return "page missing";
        const id = page.ids[number % PAGE_ITEMS];
        if (id === undefined) continue;
        const item = this.numbers.find(id);
        items[kept++] = item;
        this.#touched.add(item);
      }
      block.tickets.push(this.#scoped.add(items.subarray(0, kept).sort().reverse(), time));
      block.time = time;
      block.at = began + r.at;
    }
    return "taken";
  }

  #takePage(part: Part, number: number, page: ItemPage | undefined): void {
    const old = part.pages.get(number);
    // What stays is entered before it is left, so that its number is not lost in between.
    for (const [i, id] of (page?.ids ?? []).entries())
      if (id !== undefined) this.numbers.enter(id, page?.folded[i] ?? 0);
    for (const [i, id] of (old?.ids ?? []).entries()) {
      const left = id === undefined ? -1 : this.numbers.leave(id, old?.folded[i] ?? 0);
      if (left >= 0) this.#orphans.add(left);
    }
    if (page === undefined) part.pages.delete(number);
    else part.pages.set(number, page);
  }

  /** Frees what no page names and no basket holds. */
  #forget(): void {
    const { sets, scale } = this.#scoped;
    for (const item of this.#orphans) {
      if (!this.numbers.isNamed(item)) {
        if (sets.itemCount(item) > ROUNDING * scale) continue;
        sets.forgetItem(item);
        this.numbers.forget(item);
      }
      this.#orphans.delete(item);
    }
  }

  #part(partition: number): Part {
    let part = this.#parts.get(partition);
    if (part === undefined) {
      const none = { pages: new Map(), blocks: new Map(), pending: new Set<number>() };
      part = { ...none, order: undefined, totals: nothing, taken: nothing };
      this.#parts.set(partition, part);
    }
    return part;
  }
}
