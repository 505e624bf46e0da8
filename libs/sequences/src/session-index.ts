import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  type Stateful,
  type StateSize,
} from "@millrace/state";
import { Posting } from "./posting.ts";
import type { Serials } from "./successors.ts";

/** Numbers per remembered click: slot and serial of the item, stamp. */
const STRIDE = 3;
const ROWS_PER_CHUNK = 256;
const POSTINGS_PER_CHUNK = 64;

/** Bounds of the index. */
export interface SessionIndexOptions {
  /** Sessions remembered, live ones among them; the one that began longest ago makes room. @default 20000 */
  readonly sessions?: number;
  /** Different items remembered of a session, the last ones. @default 20 */
  readonly itemsPerSession?: number;
  /** Newest sessions that are looked at for one item. @default 256 */
  readonly sessionsPerItem?: number;
}

/**
 * Recent sessions by row and, for each item, the newest sessions that hold it: what nearest-neighbour predictions are
 * made of. A session is there from its first click on. `learn` is O(items of a session), about 0.3 µs; memory:
 * 12 bytes per session and item, 8 per entry of an item's list.
 */
export class SessionIndex implements Stateful {
  readonly sessions: number;
  readonly itemsPerSession: number;
  readonly #sessionsPerItem: number;
  #items: Int32Array;
  #sizes: Int32Array;
  /** Stamp at which the session in a row began; 0 where there is none. An entry of the row with a lesser stamp is void. */
  #starts: Int32Array;
  readonly #postings: (Posting | undefined)[] = [];
  readonly #rowRevisions: number[] = [];
  readonly #postingRevisions: number[] = [];
  readonly #isLive = (row: number, stamp: number): boolean => this.isLive(row, stamp);
  #next = 0;
  #rows = 0;
  #clock = 0;
  #postingBytes = 0;
  #evictions = 0;

  constructor(options: SessionIndexOptions = {}) {
    this.sessions = options.sessions ?? 20_000;
    this.itemsPerSession = options.itemsPerSession ?? 20;
    this.#sessionsPerItem = options.sessionsPerItem ?? 256;
    const rows = Math.min(this.sessions, 256);
    this.#items = new Int32Array(rows * this.itemsPerSession * STRIDE);
    this.#sizes = new Int32Array(rows);
    this.#starts = new Int32Array(rows);
  }

  get size(): StateSize {
    const bytes = this.#items.byteLength + this.#sizes.byteLength * 2 + this.#postingBytes;
    return { entries: this.#rows, bytes, evictions: this.#evictions };
  }

  /** Whether an entry made at `stamp` still speaks of the session in `row`. */
  isLive(row: number, stamp: number): boolean {
    const start = this.#starts[row] ?? 0;
    return start > 0 && stamp >= start;
  }

  /** Stamp at which the session in a row began; 0 where there is none. */
  start(row: number): number {
    return this.#starts[row] ?? 0;
  }

  /** Items held of the session in a row. */
  length(row: number): number {
    return this.#sizes[row] ?? 0;
  }

  /** Slot of the i-th item of a row, the oldest first; −1 where the item has left. */
  item(row: number, i: number, serials: Serials): number {
    const at = (row * this.itemsPerSession + i) * STRIDE;
    const slot = this.#items[at] ?? -1;
    return serials.data[slot] === this.#items[at + 1] ? slot : -1;
  }

  /** The newest sessions that hold an item. */
  posting(slot: number): Posting | undefined {
    return this.#postings[slot];
  }

  /** A row for a session that begins; the oldest session makes room. Changes state. */
  begin(): number {
    const row = this.#next;
    this.#next = (row + 1) % this.sessions;
    this.open(row, this.#clock + 1);
    return row;
  }

  /** Adds a click to the session that began at `start` in `row`, if it is still there. Changes state. */
  learn(row: number, start: number, slot: number, serial: number): void {
    this.#clock++;
    if (this.#starts[row] === start) this.put(row, slot, serial, this.#clock);
  }

  /** Gives a row to the session that begins at `start`. */
  open(row: number, start: number): void {
    this.#reserve(row);
    if ((this.#starts[row] ?? 0) > 0) this.#evictions++;
    else this.#rows++;
    this.#sizes[row] = 0;
    this.#starts[row] = start;
    this.#markRow(row);
  }

  /** Adds an item to a row; one that it holds already stays where it is. */
  put(row: number, slot: number, serial: number, stamp: number): void {
    const items = this.#items;
    const first = row * this.itemsPerSession * STRIDE;
    let size = this.#sizes[row] ?? 0;
    for (let at = first; at < first + size * STRIDE; at += STRIDE)
      if (items[at] === slot && items[at + 1] === serial) return;
    if (size === this.itemsPerSession) {
      items.copyWithin(first, first + STRIDE, first + size * STRIDE);
      size--;
    }
    const at = first + size * STRIDE;
    items[at] = slot;
    items[at + 1] = serial;
    items[at + 2] = stamp;
    this.#sizes[row] = size + 1;
    this.#markRow(row);
    this.#post(slot, row, stamp);
  }

  /** Forgets an item that leaves. */
  drop(slot: number): void {
    this.#postingBytes -= this.#postings[slot]?.bytes ?? 0;
    this.#postings[slot] = undefined;
    this.#markPosting(slot);
  }

  /** The session in a row for readers: row, start, then slot, serial and stamp of each item, as varints. */
  encodeRow(row: number): Uint8Array {
    const w = new ByteWriter(128);
    this.#writeRow(row, w);
    return w.finish();
  }

  /** Takes what {@link encodeRow} wrote; an older session than the one in the row is passed over. @throws {StateFormatError} */
  apply(bytes: Uint8Array): void {
    const r = new ByteReader(bytes);
    this.#readRow(r);
  }

  *chunks(): Iterable<Chunk> {
    yield {
      name: "meta",
      revision: this.#clock,
      bytes: () => new ByteWriter().varint(this.#next).varint(this.#clock).varint(this.#evictions).finish(),
    };
    for (let c = 0; c * ROWS_PER_CHUNK < this.#starts.length; c++)
      yield { name: `rows/${c}`, revision: this.#rowRevisions[c] ?? 0, bytes: () => this.#rowBytes(c) };
    for (let c = 0; c * POSTINGS_PER_CHUNK < this.#postings.length; c++)
      yield {
        name: `items/${c}`,
        revision: this.#postingRevisions[c] ?? 0,
        bytes: () => this.#postingsBytes(c),
      };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const meta = new ByteReader(requireChunk(chunks, "meta"));
    this.#next = meta.varint();
    this.#clock = meta.varint();
    const evictions = meta.varint();
    for (const [name, bytes] of chunks) {
      const r = new ByteReader(bytes);
      if (name.startsWith("rows/")) while (!r.done) this.#readRow(r, false);
      if (!name.startsWith("items/")) continue;
      while (!r.done) {
        const slot = r.varint();
        const posting = new Posting();
        posting.read(r);
        this.#postings[slot] = posting;
        this.#postingBytes += posting.bytes;
      }
    }
    this.#evictions = evictions;
  }

  #rowBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 12);
    const end = Math.min(this.#starts.length, (chunk + 1) * ROWS_PER_CHUNK);
    for (let row = chunk * ROWS_PER_CHUNK; row < end; row++)
      if ((this.#starts[row] ?? 0) > 0) this.#writeRow(row, w);
    return w.finish();
  }

  #writeRow(row: number, w: ByteWriter): void {
    const size = this.#sizes[row] ?? 0;
    const start = this.#starts[row] ?? 0;
    w.varint(row).varint(start).varint(size);
    const first = row * this.itemsPerSession * STRIDE;
    for (let at = first; at < first + size * STRIDE; at += STRIDE)
      w.varint(this.#items[at] ?? 0)
        .varint(this.#items[at + 1] ?? 0)
        .varint((this.#items[at + 2] ?? 0) - start);
  }

  /** @param posts whether the items' lists are to learn of it. */
  #readRow(r: ByteReader, posts = true): void {
    const row = r.varint();
    const start = r.varint();
    const size = r.varint();
    const isOld = start < (this.#starts[row] ?? 0);
    if (!isOld && start !== this.#starts[row]) this.open(row, start);
    const first = row * this.itemsPerSession * STRIDE;
    const known = isOld ? 0 : (this.#items[first + ((this.#sizes[row] ?? 0) - 1) * STRIDE + 2] ?? 0);
    for (let i = 0; i < size; i++) {
      const [slot, serial, stamp] = [r.varint(), r.varint(), start + r.varint()];
      if (isOld || ((this.#sizes[row] ?? 0) > 0 && stamp <= known)) continue;
      if (posts) this.put(row, slot, serial, stamp);
      else {
        this.#items.set([slot, serial, stamp], first + i * STRIDE);
        this.#sizes[row] = i + 1;
      }
    }
  }

  #post(slot: number, row: number, stamp: number): void {
    const posting = this.#postings[slot] ?? new Posting();
    const before = this.#postings[slot] === undefined ? 0 : posting.bytes;
    posting.add(row, stamp, this.#sessionsPerItem, this.#isLive);
    this.#postings[slot] = posting;
    this.#postingBytes += posting.bytes - before;
    this.#markPosting(slot);
  }

  #postingsBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 12);
    const end = Math.min(this.#postings.length, (chunk + 1) * POSTINGS_PER_CHUNK);
    for (let slot = chunk * POSTINGS_PER_CHUNK; slot < end; slot++) {
      const posting = this.#postings[slot];
      if (posting !== undefined) posting.write(w.varint(slot));
    }
    return w.finish();
  }

  #markRow(row: number): void {
    const chunk = Math.floor(row / ROWS_PER_CHUNK);
    this.#rowRevisions[chunk] = (this.#rowRevisions[chunk] ?? 0) + 1;
  }

  #markPosting(slot: number): void {
    const chunk = Math.floor(slot / POSTINGS_PER_CHUNK);
    this.#postingRevisions[chunk] = (this.#postingRevisions[chunk] ?? 0) + 1;
  }

  #reserve(row: number): void {
    if (row < this.#starts.length) return;
    const rows = Math.min(this.sessions, Math.max(row + 1, this.#starts.length * 2));
    const longer = (old: Int32Array, length: number): Int32Array => {
      const grown = new Int32Array(length);
      grown.set(old);
      return grown;
    };
    this.#items = longer(this.#items, rows * this.itemsPerSession * STRIDE);
    this.#sizes = longer(this.#sizes, rows);
    this.#starts = longer(this.#starts, rows);
  }
}
