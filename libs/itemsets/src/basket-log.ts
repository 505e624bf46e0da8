import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  prefixed,
  requireChunk,
  StateFormatError,
  type Stateful,
  type StateSize,
} from "@millrace/state";
import { BlockList } from "./block-list.ts";
import { DroppedEarly } from "./dropped.ts";
import { ItemBook } from "./item-book.ts";
import { ageMaxMs, type Scope } from "./scope.ts";

/** Bounds of a log. */
export interface BasketLogSettings {
  readonly scope: Scope;
  /** Most different items; at the bound the least supported go. */
  readonly itemsMax: number;
  /** Most baskets retained; at the bound the oldest block goes. */
  readonly basketsMax: number;
}

/** One thing that a reader must hear of. */
export interface LogChange {
  readonly kind: "items" | "baskets";
  readonly number: number;
  /** Undefined where it is gone. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * The baskets of one partition that its readers mine: packed into blocks that only grow at their end, some 3 bytes and
 * one an item. Any reader that holds the blocks of all partitions can count any set over all of them, exactly, so no
 * counts and no candidates have to travel. Adding is O(items); what changed since the last call is a block or two.
 * In landmark scope the oldest baskets, when there is no room, are folded into the counts of their items.
 */
export class BasketLog implements Stateful {
  readonly #settings: BasketLogSettings;
  readonly #book: ItemBook;
  readonly #blocks = new BlockList();
  readonly #changed = new Set<number>();
  readonly #early = new DroppedEarly();
  #revision = 0;
  #folded = 0;
  #dropped = 0;
  #newestTime = Number.NEGATIVE_INFINITY;

  constructor(settings: BasketLogSettings) {
    this.#settings = settings;
    this.#book = new ItemBook(settings.itemsMax);
  }

  /** The items and their counts. */
  get items(): Pick<ItemBook, "find" | "count" | "idOf" | "size" | "numbers"> {
    return this.#book;
  }

  /** Baskets retained. */
  get retained(): number {
    return this.#blocks.added - this.#blocks.firstSeq;
  }

  /** Baskets that are counted but no longer retained: landmark scope only. */
  get folded(): number {
    return this.#folded;
  }

  /** How many baskets came before the oldest that is retained. */
  get firstSeq(): number {
    return this.#blocks.firstSeq;
  }

  /** How many baskets have come. */
  get added(): number {
    return this.#blocks.added;
  }

  /** How far the count of any set may be too low, beside what the items' folded counts say; 0 while all is exact. */
  get errorBound(): number {
    return this.#book.errorBound + this.#early.missing(this.#settings.scope, this.retained);
  }

  get size(): StateSize {
    return {
      entries: this.#book.size + this.retained,
      bytes: this.#book.bytes + this.#blocks.bytes,
      evictions: this.#book.evictions + this.#dropped,
    };
  }

  /** Whether a basket of this time is out of scope before it comes. */
  isLate(time: number): boolean {
    return this.#newestTime - time >= ageMaxMs(this.#settings.scope);
  }

  /** Takes a basket of different items that is not late. @returns the items' numbers, ascending. */
  add(itemIds: readonly string[], time: number): Int32Array {
    const numbers = Int32Array.from(itemIds, (id) => this.#book.countIn(id)).sort();
    this.#changed.add(this.#blocks.add(time, numbers));
    this.#revision++;
    this.#newestTime = Math.max(this.#newestTime, time);
    if (this.retained > this.#settings.basketsMax) this.#dropFront(true);
    this.#expire();
    return numbers;
  }

  /** Items of the basket that came as number `seq`, as their numbers, ascending; undefined where it has left. */
  basket(seq: number): Int32Array | undefined {
    return this.#blocks.basket(seq);
  }

  /** Changes since the last call, each page and block once, pages first. */
  *drain(): Iterable<LogChange> {
    for (const [number, bytes] of this.#book.drain()) yield { kind: "items", number, bytes };
    for (const number of this.#changed)
      yield { kind: "baskets", number, bytes: this.#blocks.block(number)?.encoded() };
    this.#changed.clear();
  }

  /** All that is there, as published. */
  *all(): Iterable<LogChange> {
    for (const [number, bytes] of this.#book.all()) yield { kind: "items", number, bytes };
    for (const block of this.#blocks.all())
      yield { kind: "baskets", number: block.number, bytes: block.encoded() };
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "head", revision: this.#revision, bytes: () => this.#headBytes() };
    yield* prefixed("items", this.#book.chunks());
    yield* prefixed("blocks", this.#blocks.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const head = new ByteReader(requireChunk(chunks, "head"));
    const added = head.varint();
    this.#folded = head.varint();
    this.#dropped = head.varint();
    this.#newestTime = head.f64();
    this.#early.read(head);
    const range = { first: head.varint(), blocks: head.varint(), firstSeq: head.varint() };
    this.#book.restore(below("items", chunks));
    this.#blocks.restore(below("blocks", chunks), range);
    if (this.added !== added) throw new StateFormatError(`${added} baskets came, ${this.added} are there`);
    if (this.retained > this.#settings.basketsMax)
      throw new StateFormatError(`${this.retained} baskets were stored, ${this.#settings.basketsMax} fit`);
  }

  /** Lets go the blocks at the front of which nothing is in scope any more. */
  #expire(): void {
    const { scope } = this.#settings;
    if (scope.kind === "landmark") return;
    this.#early.pass(scope, this.#newestTime);
    for (let { front } = this.#blocks; front?.full === true; { front } = this.#blocks) {
      const out =
        scope.kind === "window"
          ? this.retained - front.size >= scope.baskets && this.#blocks.isFrontOldest
          : this.#newestTime - front.maxTime >= ageMaxMs(scope);
      if (!out) return;
      this.#dropFront(false);
    }
  }

  #dropFront(forced: boolean): void {
    const block = this.#blocks.shift();
    if (block === undefined) return;
    const fold = this.#settings.scope.kind === "landmark";
    for (let at = 0; at < block.size; at++) {
      const items = block.itemsAt(at);
      for (let i = 0; i < items.length; i++) this.#book.countOut(items[i] ?? 0, fold);
    }
    if (fold) this.#folded += block.size;
    if (forced) this.#dropped += block.size;
    if (forced && !fold) this.#early.note(block.maxTime, block.size);
    this.#changed.add(block.number);
  }

  #headBytes(): Uint8Array {
    const w = new ByteWriter().varint(this.added).varint(this.#folded).varint(this.#dropped);
    w.f64(this.#newestTime);
    this.#early.write(w);
    const { first, blocks, firstSeq } = this.#blocks.range;
    return w.varint(first).varint(blocks).varint(firstSeq).finish();
  }
}
