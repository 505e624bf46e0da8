import { type Chunk, requireChunk, type Stateful } from "./chunk.ts";
import { ByteReader, ByteWriter } from "./codec.ts";

const ROWS_PER_CHUNK = 64;
const SCAN_MAX = 12;

/** One row of counts: columns in order of first arrival, with a hash index once it is long. */
class Row {
  columns = new Int32Array(4);
  counts = new Int32Array(4);
  size = 0;
  #index: Int32Array | undefined;

  position(column: number): number {
    if (this.#index === undefined) {
      for (let i = 0; i < this.size; i++) if (this.columns[i] === column) return i;
      return -1;
    }
    const mask = this.#index.length - 1;
    for (let h = Math.imul(column, 0x9e3779b1) >>> 7; ; h++) {
      const at = (this.#index[h & mask] ?? 0) - 1;
      if (at < 0) return -1;
      if (this.columns[at] === column) return at;
    }
  }

  push(column: number, count: number): void {
    if (this.size === this.columns.length) {
      this.columns = doubled(this.columns);
      this.counts = doubled(this.counts);
    }
    this.columns[this.size] = column;
    this.counts[this.size] = count;
    this.size++;
    if (this.size <= SCAN_MAX) return;
    if (this.#index === undefined || this.size * 2 > this.#index.length) this.#reindex();
    else this.#file(this.#index, this.size - 1);
  }

  get bytes(): number {
    return 96 + this.columns.byteLength * 2 + (this.#index?.byteLength ?? 0);
  }

  #reindex(): void {
    let length = 32;
    while (length < this.size * 4) length *= 2;
    this.#index = new Int32Array(length);
    for (let i = 0; i < this.size; i++) this.#file(this.#index, i);
  }

  #file(index: Int32Array, at: number): void {
    const mask = index.length - 1;
    let h = Math.imul(this.columns[at] ?? 0, 0x9e3779b1) >>> 7;
    while (index[h & mask] !== 0) h++;
    index[h & mask] = at + 1;
  }
}

const doubled = (old: Int32Array): Int32Array<ArrayBuffer> => {
  const grown = new Int32Array(old.length * 2);
  grown.set(old);
  return grown;
};

/**
 * A sparse matrix of counts, by rows: pairs of items, transitions between pages. `add` and `get` are O(1); a row is
 * listed in the order in which its columns first came. About 8 to 24 bytes a count.
 */
export class SparseCounts implements Stateful {
  readonly #rows: (Row | undefined)[] = [];
  readonly #revisions: number[] = [];
  #size = 0;
  #bytes = 0;

  /** Counts held. */
  get size(): number {
    return this.#size;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds `by` to one count and returns it. Rows and columns are small non-negative integers. */
  add(row: number, column: number, by = 1): number {
    let r = this.#rows[row];
    if (r === undefined) {
      r = new Row();
      this.#rows[row] = r;
      this.#bytes += r.bytes;
    }
    const chunk = (row / ROWS_PER_CHUNK) | 0;
    this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
    const at = r.position(column);
    if (at >= 0) {
      const count = (r.counts[at] ?? 0) + by;
      r.counts[at] = count;
      return count;
    }
    const before = r.bytes;
    r.push(column, by);
    this.#bytes += r.bytes - before;
    this.#size++;
    return by;
  }

  /** One count; 0 where nothing was added. */
  get(row: number, column: number): number {
    const r = this.#rows[row];
    const at = r === undefined ? -1 : r.position(column);
    return r === undefined || at < 0 ? 0 : (r.counts[at] ?? 0);
  }

  /** How many columns `row` has. */
  rowSize(row: number): number {
    return this.#rows[row]?.size ?? 0;
  }

  /** Calls `visit` for each count of a row, in order of first arrival. */
  forRow(row: number, visit: (column: number, count: number) => void): void {
    const r = this.#rows[row];
    if (r === undefined) return;
    for (let i = 0; i < r.size; i++) visit(r.columns[i] ?? 0, r.counts[i] ?? 0);
  }

  /** Takes a whole row away. */
  dropRow(row: number): void {
    const r = this.#rows[row];
    if (r === undefined) return;
    this.#size -= r.size;
    this.#bytes -= r.bytes;
    this.#rows[row] = undefined;
    const chunk = (row / ROWS_PER_CHUNK) | 0;
    this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
  }

  *chunks(): Iterable<Chunk> {
    yield {
      name: "meta",
      revision: this.#rows.length,
      bytes: () => new ByteWriter().varint(this.#rows.length).finish(),
    };
    for (let c = 0; c * ROWS_PER_CHUNK < this.#rows.length; c++) {
      yield { name: `rows/${c}`, revision: this.#revisions[c] ?? 0, bytes: () => this.#rowBytes(c) };
    }
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const rows = new ByteReader(requireChunk(chunks, "meta")).varint();
    this.#rows.length = rows;
    for (let c = 0; c * ROWS_PER_CHUNK < rows; c++) {
      const r = new ByteReader(requireChunk(chunks, `rows/${c}`));
      while (!r.done) {
        const row = r.varint();
        const size = r.varint();
        for (let i = 0; i < size; i++) this.add(row, r.varint(), r.varint());
      }
    }
  }

  #rowBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 14);
    const end = Math.min(this.#rows.length, (chunk + 1) * ROWS_PER_CHUNK);
    for (let row = chunk * ROWS_PER_CHUNK; row < end; row++) {
      const r = this.#rows[row];
      if (r === undefined || r.size === 0) continue;
      w.varint(row).varint(r.size);
      for (let i = 0; i < r.size; i++) w.varint(r.columns[i] ?? 0).varint(r.counts[i] ?? 0);
    }
    return w.finish();
  }
}
