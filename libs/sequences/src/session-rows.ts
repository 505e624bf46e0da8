import { ByteReader, ByteWriter } from "@millrace/state";
import type { Serials } from "./successors.ts";

/** Numbers per remembered click: slot and serial of the item, stamp. */
const STRIDE = 3;

/** Different items of sessions in rows: flat arrays that grow with the greatest row in use, by doubling. */
export class SessionRows {
  readonly #rowsMax: number;
  readonly #width: number;
  #items: Int32Array;
  #sizes: Int32Array;
  /** Stamp at which the session in a row began; 0 where there is none. */
  #starts: Int32Array;
  /** Hash of the session's id, by which it can be forgotten; 0 where nobody said. */
  #owners: Int32Array;

  /** @param rowsMax most rows; @param width most items of a row, the last ones are kept. */
  constructor(rowsMax: number, width: number) {
    this.#rowsMax = rowsMax;
    this.#width = width;
    const rows = Math.min(rowsMax, 256);
    this.#items = new Int32Array(rows * width * STRIDE);
    this.#sizes = new Int32Array(rows);
    this.#starts = new Int32Array(rows);
    this.#owners = new Int32Array(rows);
  }

  /** Rows there is room for without growing. */
  get reserved(): number {
    return this.#starts.length;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#items.byteLength + this.#sizes.byteLength * 3;
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
    const at = (row * this.#width + i) * STRIDE;
    const slot = this.#items[at] ?? -1;
    return serials.data[slot] === this.#items[at + 1] ? slot : -1;
  }

  /** Rows of sessions whose id has this hash. O(rows). */
  *ownedBy(owner: number): Iterable<number> {
    for (let row = 0; row < this.#owners.length; row++) if (this.#owners[row] === owner) yield row;
  }

  /** Gives a row to the session that begins at `start`. @param owner hash of its id, 32 bits */
  open(row: number, start: number, owner: number): void {
    this.reserve(row);
    this.#sizes[row] = 0;
    this.#starts[row] = start;
    this.#owners[row] = owner;
  }

  /** Hashes of some rows' sessions, four bytes each. */
  owners(from: number, count: number): Uint8Array {
    return new ByteWriter(count * 4).floats(this.#owners.subarray(from, from + count)).finish();
  }

  /** What {@link owners} wrote. @throws {StateFormatError} */
  readOwners(from: number, count: number, bytes: Uint8Array): void {
    new ByteReader(bytes).floats(this.#owners, from, Math.min(from + count, this.reserved));
  }

  /** Adds an item, the oldest making room. @returns false where the row holds it already: then it stays where it is. */
  put(row: number, slot: number, serial: number, stamp: number): boolean {
    const items = this.#items;
    const first = row * this.#width * STRIDE;
    let size = this.#sizes[row] ?? 0;
    for (let at = first; at < first + size * STRIDE; at += STRIDE)
      if (items[at] === slot && items[at + 1] === serial) return false;
    if (size === this.#width) {
      items.copyWithin(first, first + STRIDE, first + size * STRIDE);
      size--;
    }
    const at = first + size * STRIDE;
    items[at] = slot;
    items[at + 1] = serial;
    items[at + 2] = stamp;
    this.#sizes[row] = size + 1;
    return true;
  }

  /** Stamp of a row's newest item; 0 where it has none. */
  newest(row: number): number {
    const size = this.#sizes[row] ?? 0;
    return size === 0 ? 0 : (this.#items[(row * this.#width + size - 1) * STRIDE + 2] ?? 0);
  }

  /** Row, start, number of items, then slot, serial and stamp − start of each, as varints. */
  write(row: number, w: ByteWriter): void {
    const size = this.#sizes[row] ?? 0;
    const start = this.#starts[row] ?? 0;
    w.varint(row).varint(start).varint(size);
    const first = row * this.#width * STRIDE;
    for (let at = first; at < first + size * STRIDE; at += STRIDE)
      w.varint(this.#items[at] ?? 0)
        .varint(this.#items[at + 1] ?? 0)
        .varint((this.#items[at + 2] ?? 0) - start);
  }

  /** What {@link write} wrote, into a row that holds nothing. */
  read(r: ByteReader): void {
    const { row, start, items } = readSession(r);
    this.open(row, start, 0);
    for (const { slot, serial, stamp } of items) this.put(row, slot, serial, stamp);
  }

  /** Makes room for a row. */
  reserve(row: number): void {
    if (row < this.#starts.length) return;
    let rows = this.#starts.length;
    while (rows <= row) rows = Math.min(this.#rowsMax, rows * 2);
    this.#items = longer(this.#items, rows * this.#width * STRIDE);
    this.#sizes = longer(this.#sizes, rows);
    this.#starts = longer(this.#starts, rows);
    this.#owners = longer(this.#owners, rows);
  }
}

/** A session as it travels. */
export interface WrittenSession {
  readonly row: number;
  readonly start: number;
  readonly items: readonly { readonly slot: number; readonly serial: number; readonly stamp: number }[];
}

/** Reads what `SessionRows.write` wrote. @throws {StateFormatError} */
export const readSession = (r: ByteReader): WrittenSession => {
  const [row, start, size] = [r.varint(), r.varint(), r.varint()];
  const items = Array.from({ length: size }, () => ({
    slot: r.varint(),
    serial: r.varint(),
    stamp: start + r.varint(),
  }));
  return { row, start, items };
};

const longer = (old: Int32Array, length: number): Int32Array<ArrayBuffer> => {
  const grown = new Int32Array(length);
  grown.set(old);
  return grown;
};
