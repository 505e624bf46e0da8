import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
} from "@millrace/state";
import { type BookPage, newPage, readPage, writePages } from "./book-page.ts";
import { encodeItemPage, PAGE_ITEMS } from "./item-page.ts";
import { leastSupported } from "./leaving.ts";

const PAGES_PER_CHUNK = 8;

/**
 * The numbers of a partition's items, with how often each is counted. A number is never given to a second item, so that
 * what was published stays true. Popular items come early and get small numbers. Some 100 to 150 bytes an item.
 */
export class ItemBook implements Stateful {
  readonly #itemsMax: number;
  readonly #numbers = new Map<string, number>();
  readonly #pages = new Map<number, BookPage>();
  readonly #revisions = new Map<number, number>();
  readonly #changed = new Set<number>();
  #next = 0;
  #revision = 0;
  #idBytes = 0;
  #evictions = 0;
  #errorBound = 0;

  /** @param itemsMax most items held; 1 or more. */
  constructor(itemsMax: number) {
    this.#itemsMax = itemsMax;
  }

  /** Items held. */
  get size(): number {
    return this.#numbers.size;
  }

  /** Items that left because there was no room. */
  get evictions(): number {
    return this.#evictions;
  }

  /** How many baskets an item may lack because it had left before. */
  get errorBound(): number {
    return this.#errorBound;
  }

  /** Bytes held: ids at 2 bytes a character and about 64 for the hash entry, three numbers an item. */
  get bytes(): number {
    return this.#idBytes + this.#pages.size * (PAGE_ITEMS * 32 + 200);
  }

  /** Number of an item, or −1. */
  find(itemId: string): number {
    return this.#numbers.get(itemId) ?? -1;
  }

  /** Id of an item; undefined where it has left. */
  idOf(number: number): string | undefined {
    return this.#pages.get((number / PAGE_ITEMS) | 0)?.ids[number % PAGE_ITEMS];
  }

  /** Baskets with the item that are counted; 0 where it has left. */
  count(number: number): number {
    return this.#pages.get((number / PAGE_ITEMS) | 0)?.counts[number % PAGE_ITEMS] ?? 0;
  }

  /** Number of an item, new where it has none; counts one basket more that holds it, and is retained. */
  countIn(itemId: string): number {
    let number = this.find(itemId);
    if (number < 0) {
      if (this.size >= this.#itemsMax) this.#makeRoom();
      number = this.#enter(this.#next++, itemId);
    }
    const page = this.#page(number);
    const at = number % PAGE_ITEMS;
    page.counts[at] = (page.counts[at] ?? 0) + 1;
    page.entries++;
    this.#touch(number);
    return number;
  }

  /**
   * A retained basket leaves that holds the item.
   * @param fold whether it goes on being counted.
   */
  countOut(number: number, fold: boolean): void {
    const pageNumber = (number / PAGE_ITEMS) | 0;
    const page = this.#pages.get(pageNumber);
    if (page === undefined) return;
    const at = number % PAGE_ITEMS;
    const id = page.ids[at];
    page.entries--;
    this.#touch(number);
    if (id !== undefined && fold) {
      page.folded[at] = (page.folded[at] ?? 0) + 1;
      this.#changed.add(pageNumber);
    } else if (id !== undefined) {
      page.counts[at] = (page.counts[at] ?? 0) - 1;
      if (page.counts[at] === 0) this.#leave(page, pageNumber, at, id);
    }
    this.#dropIfEmpty(pageNumber, page);
  }

  /** Pages changed since the last call, as published; undefined for one that is gone. */
  *drain(): Iterable<readonly [page: number, bytes: Uint8Array | undefined]> {
    for (const number of this.#changed) yield [number, this.#encoded(number)];
    this.#changed.clear();
  }

  /** All pages as published. */
  *all(): Iterable<readonly [page: number, bytes: Uint8Array | undefined]> {
    for (const number of this.#pages.keys()) yield [number, this.#encoded(number)];
  }

  /** Numbers of all items held, in no order that means anything. */
  numbers(): Iterable<number> {
    return this.#numbers.values();
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "head", revision: this.#revision, bytes: () => this.#headBytes() };
    for (const chunk of this.#chunkNumbers()) {
      yield {
        name: `pages/${chunk}`,
        revision: this.#revisions.get(chunk) ?? 0,
        bytes: () => writePages(this.#pages, chunk * PAGES_PER_CHUNK, (chunk + 1) * PAGES_PER_CHUNK),
      };
    }
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const head = new ByteReader(requireChunk(chunks, "head"));
    this.#next = head.varint();
    this.#evictions = head.varint();
    this.#errorBound = head.varint();
    const items = head.varint();
    const pages = head.varint();
    for (let left = head.varint(); left > 0; left--) {
      const chunk = head.varint();
      this.#readChunk(chunk, new ByteReader(requireChunk(chunks, `pages/${chunk}`)));
    }
    if (this.size !== items || this.#pages.size !== pages)
      throw new StateFormatError(
        `${items} items on ${pages} pages were stored, ${this.size} on ${this.#pages.size} came`,
      );
    if (items > this.#itemsMax)
      throw new StateFormatError(`${items} items were stored, ${this.#itemsMax} fit`);
    this.#changed.clear();
  }

  #chunkNumbers(): number[] {
    const chunks = new Set([...this.#pages.keys()].map((page) => Math.floor(page / PAGES_PER_CHUNK)));
    return [...chunks].sort((a, b) => a - b);
  }

  #headBytes(): Uint8Array {
    const chunks = this.#chunkNumbers();
    const w = new ByteWriter().varint(this.#next).varint(this.#evictions).varint(this.#errorBound);
    w.varint(this.size).varint(this.#pages.size).varint(chunks.length);
    for (const chunk of chunks) w.varint(chunk);
    return w.finish();
  }

  #readChunk(chunk: number, r: ByteReader): void {
    while (!r.done) {
      const { number, page } = readPage(r);
      if (this.#pages.has(number)) throw new StateFormatError(`page ${number} is there twice`);
      this.#pages.set(number, page);
      for (const [at, id] of page.ids.entries())
        if (id !== undefined) this.#name(number * PAGE_ITEMS + at, id);
    }
    this.#revisions.set(chunk, this.#revision);
  }

  #enter(number: number, itemId: string): number {
    const page = this.#page(number);
    const at = number % PAGE_ITEMS;
    this.#name(number, itemId);
    while (page.ids.length <= at) page.ids.push(undefined);
    page.ids[at] = itemId;
    page.counts[at] = 0;
    page.folded[at] = 0;
    page.held++;
    this.#changed.add((number / PAGE_ITEMS) | 0);
    return number;
  }

  #name(number: number, itemId: string): void {
    if (this.#numbers.has(itemId)) throw new StateFormatError("an item has two numbers");
    this.#numbers.set(itemId, number);
    this.#idBytes += itemId.length * 2 + 64;
  }

  #leave(page: BookPage, pageNumber: number, at: number, id: string): void {
    this.#numbers.delete(id);
    this.#idBytes -= id.length * 2 + 64;
    page.ids[at] = undefined;
    page.counts[at] = 0;
    page.folded[at] = 0;
    page.held--;
    this.#changed.add(pageNumber);
  }

  #dropIfEmpty(pageNumber: number, page: BookPage): void {
    // The page that is being filled stays: its places are counted by the numbers given so far.
    if (page.entries > 0 || page.held > 0 || (pageNumber + 1) * PAGE_ITEMS > this.#next) return;
    this.#pages.delete(pageNumber);
    this.#changed.add(pageNumber);
  }

  #makeRoom(): void {
    const before = this.#errorBound;
    for (const [id, number] of leastSupported(this.#numbers, (item) => this.count(item), this.#itemsMax)) {
      const pageNumber = (number / PAGE_ITEMS) | 0;
      const page = this.#page(number);
      this.#errorBound = Math.max(this.#errorBound, before + this.count(number));
      this.#touch(number);
      this.#leave(page, pageNumber, number % PAGE_ITEMS, id);
      this.#dropIfEmpty(pageNumber, page);
      this.#evictions++;
    }
  }

  #page(number: number): BookPage {
    const key = (number / PAGE_ITEMS) | 0;
    let page = this.#pages.get(key);
    if (page === undefined) {
      page = newPage();
      this.#pages.set(key, page);
    }
    return page;
  }

  #encoded(number: number): Uint8Array | undefined {
    const page = this.#pages.get(number);
    return page === undefined ? undefined : encodeItemPage(page);
  }

  #touch(number: number): void {
    this.#revision++;
    const chunk = Math.floor(number / PAGE_ITEMS / PAGES_PER_CHUNK);
    this.#revisions.set(chunk, this.#revision);
  }
}
