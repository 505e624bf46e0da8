import { type Chunk, requireChunk, StateFormatError, type Stateful } from "./chunk.ts";
import { ByteReader, ByteWriter } from "./codec.ts";
import { RecencyList } from "./recency.ts";
import { readSparse, writeSparse } from "./sparse.ts";

const ROWS_PER_CHUNK = 512;
const WORD = Int32Array.BYTES_PER_ELEMENT;
type Numbers = Float64Array | Float32Array | Int32Array;

/** One numeric attribute of a table's rows. `data` is replaced when the table grows: read it anew after `claim`. */
export interface Column<T extends Numbers> {
  /** Values, row-major: `[slots x width]`. */
  data: T;
  readonly width: number;
}

interface Store<T extends Numbers = Numbers> extends Column<T> {
  readonly make: (length: number) => T;
  /** The same memory as words; so many make up a row. */
  words: Int32Array;
  readonly wordsWide: number;
}

/**
 * Rows found by a text key, in at most `capacity` slots; when it is full the row touched longest ago leaves.
 * Columns are flat typed arrays. All operations are O(1) but growth, which doubles. Slots, order of eviction and free
 * slots are part of the snapshot, so a restored table behaves as the original would have.
 */
export class Table implements Stateful {
  readonly capacity: number;
  readonly #slots = new Map<string, number>();
  readonly #keys: (string | undefined)[] = [];
  readonly #columns: Store[] = [];
  readonly #free: number[] = [];
  readonly #revisions: number[] = [];
  readonly #recency = new RecencyList((slot) => this.mark(slot));
  #allocated = 0;
  #keyBytes = 0;
  #chunkBytes = 1 << 16;
  #evictions = 0;
  #revision = 0;

  /** @param capacity most rows held; 1 or more. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Adds a 64-bit column. All columns are declared before the first row. */
  f64(width = 1): Column<Float64Array> {
    return this.#column(width, (length) => new Float64Array(length));
  }

  /** Adds a 32-bit float column. */
  f32(width = 1): Column<Float32Array> {
    return this.#column(width, (length) => new Float32Array(length));
  }

  /** Adds a 32-bit integer column. */
  i32(width = 1): Column<Int32Array> {
    return this.#column(width, (length) => new Int32Array(length));
  }

  /** Rows held. */
  get size(): number {
    return this.#slots.size;
  }

  /** Rows that left because the table was full. */
  get evictions(): number {
    return this.#evictions;
  }

  /** Bytes held: arrays as allocated, keys at 2 bytes a character and about 64 for the hash entry. */
  get bytes(): number {
    let sum = this.#keyBytes + this.#recency.bytes;
    for (const c of this.#columns) sum += c.data.byteLength;
    return sum;
  }

  /** One more than the greatest slot ever used. */
  get slotCount(): number {
    return this.#keys.length;
  }

  /** Slot of `key`, or −1. Changes nothing. */
  find(key: string): number {
    return this.#slots.get(key) ?? -1;
  }

  /** Key in `slot`, or undefined where it is free. */
  keyOf(slot: number): string | undefined {
    return this.#keys[slot];
  }

  /** Slot of `key`, newly zeroed if it was not there, and now the youngest; its chunk counts as changed. */
  claim(key: string): number {
    const known = this.#slots.get(key);
    if (known !== undefined) {
      this.touch(known);
      return known;
    }
    if (this.#slots.size >= this.capacity) this.evictOldest();
    const slot = this.#free.pop() ?? this.#keys.length;
    this.#keys[slot] = key;
    this.#slots.set(key, slot);
    this.#keyBytes += key.length * 2 + 64;
    if (slot >= this.#allocated) this.#grow();
    for (const c of this.#columns) c.data.fill(0, slot * c.width, (slot + 1) * c.width);
    this.#recency.link(slot);
    this.mark(slot);
    return slot;
  }

  /** Makes `slot` the youngest and marks it changed. */
  touch(slot: number): void {
    if (slot !== this.#recency.newest) {
      this.#recency.unlink(slot);
      this.#recency.link(slot);
    }
    this.mark(slot);
  }

  /** Notes that a row's values changed, so that the next snapshot stores them. */
  mark(slot: number): void {
    const chunk = (slot / ROWS_PER_CHUNK) | 0;
    this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
    this.#revision++;
  }

  /** The slot touched longest ago, or −1. */
  get oldest(): number {
    return this.#recency.oldest;
  }

  /** Lets the oldest row go, counts it as an eviction and returns its key. */
  evictOldest(): string | undefined {
    const key = this.oldest < 0 ? undefined : this.#keys[this.oldest];
    if (key === undefined) return undefined;
    this.delete(key);
    this.#evictions++;
    return key;
  }

  /** Removes a row; whether it was there. */
  delete(key: string): boolean {
    const slot = this.#slots.get(key);
    if (slot === undefined) return false;
    this.#recency.unlink(slot);
    this.#slots.delete(key);
    this.#keys[slot] = undefined;
    this.#keyBytes -= key.length * 2 + 64;
    this.#free.push(slot);
    this.mark(slot);
    return true;
  }

  /** Keys and slots in order of slots. */
  *rows(): Iterable<readonly [key: string, slot: number]> {
    for (let slot = 0; slot < this.#keys.length; slot++) {
      const key = this.#keys[slot];
      if (key !== undefined) yield [key, slot];
    }
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "meta", revision: this.#revision, bytes: () => this.#metaBytes() };
    for (let c = 0; c * ROWS_PER_CHUNK < this.#keys.length; c++) {
      yield { name: `rows/${c}`, revision: this.#revisions[c] ?? 0, bytes: () => this.#rowBytes(c) };
    }
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const meta = new ByteReader(requireChunk(chunks, "meta"));
    const slots = meta.varint();
    this.#recency.readEnds(meta);
    this.#evictions = meta.varint();
    const free = meta.varint();
    for (let i = 0; i < free; i++) this.#free.push(meta.varint());
    this.#keys.length = slots;
    while (this.#allocated < slots) this.#grow();
    for (let c = 0; c * ROWS_PER_CHUNK < slots; c++)
      this.#readRows(c, new ByteReader(requireChunk(chunks, `rows/${c}`)));
  }

  #metaBytes(): Uint8Array {
    const w = new ByteWriter().varint(this.#keys.length);
    this.#recency.writeEnds(w);
    w.varint(this.#evictions).varint(this.#free.length);
    for (const slot of this.#free) w.varint(slot);
    return w.finish();
  }

  #rowBytes(chunk: number): Uint8Array {
    const end = Math.min(this.#keys.length, (chunk + 1) * ROWS_PER_CHUNK);
    const w = new ByteWriter(this.#chunkBytes);
    w.varint(this.#columns.length);
    for (const c of this.#columns) w.varint(c.wordsWide * WORD);
    for (let slot = chunk * ROWS_PER_CHUNK; slot < end; slot++) {
      const key = this.#keys[slot];
      w.u8(key === undefined ? 0 : 1);
      if (key === undefined) continue;
      w.text(key);
      this.#recency.writeLinks(slot, w);
      for (const c of this.#columns) writeSparse(w, c.words, slot * c.wordsWide, (slot + 1) * c.wordsWide);
    }
    this.#chunkBytes = w.length + (w.length >> 3);
    return w.finish();
  }

  #readRows(chunk: number, r: ByteReader): void {
    if (r.varint() !== this.#columns.length)
      throw new StateFormatError("table has other columns than its snapshot");
    for (const c of this.#columns) {
      if (r.varint() !== c.wordsWide * WORD)
        throw new StateFormatError("column has another width than its snapshot");
    }
    const end = Math.min(this.#keys.length, (chunk + 1) * ROWS_PER_CHUNK);
    for (let slot = chunk * ROWS_PER_CHUNK; slot < end; slot++) {
      if (r.u8() === 0) continue;
      const key = r.text();
      this.#keys[slot] = key;
      this.#slots.set(key, slot);
      this.#keyBytes += key.length * 2 + 64;
      this.#recency.readLinks(slot, r);
      for (const c of this.#columns) readSparse(r, c.words, slot * c.wordsWide, (slot + 1) * c.wordsWide);
    }
  }

  #column<T extends Numbers>(width: number, make: (length: number) => T): Column<T> {
    if (this.#allocated > 0) throw new Error("columns are declared before the first row");
    const data = make(0);
    const wordsWide = (width * data.BYTES_PER_ELEMENT) / WORD;
    const column: Store<T> = { data, width, make, words: new Int32Array(0), wordsWide };
    this.#columns.push(column as unknown as Store);
    return column;
  }

  #grow(): void {
    this.#allocated = Math.max(64, this.#allocated * 2);
    const wider = (old: Numbers, made: Numbers): Numbers => {
      made.set(old);
      return made;
    };
    this.#recency.grow(this.#allocated);
    for (const c of this.#columns) {
      c.data = wider(c.data, c.make(this.#allocated * c.width));
      c.words = new Int32Array(c.data.buffer);
    }
  }
}
