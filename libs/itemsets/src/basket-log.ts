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
import { BasketBlock } from "./basket-block.ts";
import { DroppedEarly } from "./dropped.ts";
import { ItemBook } from "./item-book.ts";
import { ageMaxMs, type Scope } from "./scope.ts";

const BLOCKS_PER_CHUNK = 64;

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
  readonly #blocks: BasketBlock[] = [];
  /** Blocks before this place in the list have left. */
  #front = 0;
  readonly #changed = new Set<number>();
  readonly #early = new DroppedEarly();
  readonly #revisions = new Map<number, number>();
  #revision = 0;
  #nextBlock = 0;
  #added = 0;
  #retained = 0;
  #folded = 0;
  #dropped = 0;
  #newestTime = Number.NEGATIVE_INFINITY;
  #blockBytes = 0;

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
    return this.#retained;
  }

  /** Baskets that are counted but no longer retained: landmark scope only. */
  get folded(): number {
    return this.#folded;
  }

  /** How many baskets came before the oldest that is retained. */
  get firstSeq(): number {
    return this.#blocks[this.#front]?.firstSeq ?? this.#added;
  }

  /** How many baskets have come. */
  get added(): number {
    return this.#added;
  }

  /** How far the count of any set may be too low, beside what the items' folded counts say; 0 while all is exact. */
  get errorBound(): number {
    return this.#book.errorBound + this.#early.missing(this.#settings.scope, this.#retained);
  }

  get size(): StateSize {
    return {
      entries: this.#book.size + this.#retained,
      bytes: this.#book.bytes + this.#blockBytes,
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
    let block = this.#blocks.at(-1);
    if (block === undefined || block.full) {
      block = new BasketBlock(this.#nextBlock++, this.#added);
      this.#blocks.push(block);
    }
    const before = block.size === 0 ? 0 : block.bytes;
    block.add(time, numbers);
    this.#blockBytes += block.bytes - before;
    this.#touch(block.number);
    this.#added++;
    this.#retained++;
    this.#newestTime = Math.max(this.#newestTime, time);
    if (this.#retained > this.#settings.basketsMax) this.#dropFront(true);
    this.#expire();
    return numbers;
  }

  /** Items of the basket that came as number `seq`, as their numbers, ascending; undefined where it has left. */
  basket(seq: number): Int32Array | undefined {
    if (seq < this.firstSeq || seq >= this.#added) return undefined;
    let low = this.#front;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#blocks[middle]?.firstSeq ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    const block = this.#blocks[low];
    return block?.itemsAt(seq - block.firstSeq);
  }

  /** Changes since the last call, each page and block once, pages first. */
  *drain(): Iterable<LogChange> {
    for (const [number, bytes] of this.#book.drain()) yield { kind: "items", number, bytes };
    for (const number of this.#changed)
      yield { kind: "baskets", number, bytes: this.#block(number)?.encoded() };
    this.#changed.clear();
  }

  /** All that is there, as published. */
  *all(): Iterable<LogChange> {
    for (const [number, bytes] of this.#book.all()) yield { kind: "items", number, bytes };
    for (const block of this.#blocks.slice(this.#front))
      yield { kind: "baskets", number: block.number, bytes: block.encoded() };
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "head", revision: this.#revision, bytes: () => this.#headBytes() };
    yield* prefixed("items", this.#book.chunks());
    for (let at = this.#front; at < this.#blocks.length; ) {
      const chunk = Math.floor((this.#blocks[at]?.number ?? 0) / BLOCKS_PER_CHUNK);
      const from = at;
      while (Math.floor((this.#blocks[at]?.number ?? -1) / BLOCKS_PER_CHUNK) === chunk) at++;
      const [start, end] = [this.#blocks[from]?.number ?? 0, (this.#blocks[at - 1]?.number ?? 0) + 1];
      yield {
        name: `blocks/${chunk}`,
        revision: this.#revisions.get(chunk) ?? 0,
        bytes: () => this.#chunkBytes(start, end),
      };
    }
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const head = new ByteReader(requireChunk(chunks, "head"));
    this.#added = head.varint();
    this.#folded = head.varint();
    this.#dropped = head.varint();
    this.#newestTime = head.f64();
    this.#early.read(head);
    const first = head.varint();
    const blocks = head.varint();
    const firstSeq = head.varint();
    this.#book.restore(below("items", chunks));
    let seq = firstSeq;
    for (let number = first, r: ByteReader | undefined; number < first + blocks; number++) {
      if (r === undefined || number % BLOCKS_PER_CHUNK === 0) {
        if (r?.done === false) throw new StateFormatError("a chunk holds more blocks than it should");
        const chunk = Math.floor(number / BLOCKS_PER_CHUNK);
        r = new ByteReader(requireChunk(chunks, `blocks/${chunk}`));
        this.#revisions.set(chunk, this.#revision);
      }
      const block = new BasketBlock(number, seq);
      block.fill(r.blob());
      this.#blocks.push(block);
      this.#blockBytes += block.bytes;
      seq += block.size;
    }
    this.#nextBlock = first + blocks;
    if (seq !== this.#added) throw new StateFormatError(`${this.#added} baskets came, ${seq} are there`);
    this.#retained = seq - firstSeq;
    if (this.#retained > this.#settings.basketsMax)
      throw new StateFormatError(`${this.#retained} baskets were stored, ${this.#settings.basketsMax} fit`);
  }

  /** Lets go the blocks at the front of which nothing is in scope any more. */
  #expire(): void {
    const { scope } = this.#settings;
    if (scope.kind === "landmark") return;
    this.#early.pass(scope, this.#newestTime);
    for (let front = this.#blocks[this.#front]; front?.full === true; front = this.#blocks[this.#front]) {
      const out =
        scope.kind === "window"
          ? this.#isBehind(front, scope.baskets)
          : this.#newestTime - front.maxTime >= ageMaxMs(scope);
      if (!out) return;
      this.#dropFront(false);
    }
  }

  /** Whether at least `baskets` retained ones are newer than all of a block. */
  #isBehind(front: BasketBlock, baskets: number): boolean {
    if (this.#retained - front.size < baskets) return false;
    for (let at = this.#front + 1; at < this.#blocks.length; at++)
      if ((this.#blocks[at]?.minTime ?? 0) <= front.maxTime) return false;
    return true;
  }

  #dropFront(forced: boolean): void {
    const block = this.#blocks[this.#front];
    if (block === undefined) return;
    const fold = this.#settings.scope.kind === "landmark";
    for (let at = 0; at < block.size; at++) {
      const items = block.itemsAt(at);
      for (let i = 0; i < items.length; i++) this.#book.countOut(items[i] ?? 0, fold);
    }
    this.#blockBytes -= block.bytes;
    this.#retained -= block.size;
    if (fold) this.#folded += block.size;
    if (forced) this.#dropped += block.size;
    if (forced && !fold) this.#early.note(block.maxTime, block.size);
    this.#touch(block.number);
    this.#front++;
    if (this.#front * 2 <= this.#blocks.length) return;
    this.#blocks.splice(0, this.#front);
    this.#front = 0;
  }

  #touch(block: number): void {
    this.#changed.add(block);
    this.#revision++;
    this.#revisions.set(Math.floor(block / BLOCKS_PER_CHUNK), this.#revision);
  }

  #headBytes(): Uint8Array {
    const w = new ByteWriter().varint(this.#added).varint(this.#folded).varint(this.#dropped);
    w.f64(this.#newestTime);
    this.#early.write(w);
    const blocks = this.#blocks.length - this.#front;
    w.varint(this.#nextBlock - blocks)
      .varint(blocks)
      .varint(this.firstSeq);
    return w.finish();
  }

  #chunkBytes(from: number, to: number): Uint8Array {
    const w = new ByteWriter(1 << 15);
    for (let number = from; number < to; number++) w.blob(this.#block(number)?.encoded() ?? new Uint8Array());
    return w.finish();
  }

  /** A block by its number; undefined where it has left. */
  #block(number: number): BasketBlock | undefined {
    const at = number - (this.#nextBlock - this.#blocks.length);
    return at < this.#front ? undefined : this.#blocks[at];
  }
}
