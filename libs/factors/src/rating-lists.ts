import { ByteReader, ByteWriter, type Chunk, requireChunk, type Stateful } from "@millrace/state";

const ROWS_PER_CHUNK = 64;

/** The retained ratings of one row, oldest first; entries beyond `size` are garbage. */
export interface RatingList {
  /** Slot of the opposite row. */
  slots: Int32Array;
  /** When that row was born: tells it from a later row in the same slot. */
  births: Int32Array;
  /** The ratings. */
  ratings: Float32Array;
  size: number;
}

const NOTHING: Readonly<RatingList> = {
  slots: new Int32Array(),
  births: new Int32Array(),
  ratings: new Float32Array(),
  size: 0,
};

const grown = <T extends Int32Array | Float32Array>(made: T, old: T): T => {
  made.set(old);
  return made;
};

/**
 * Per row (user or item) the newest ratings, at most `ratingsMax`. Appending is O(1), and O(`ratingsMax`) once full;
 * finding and removing are O(`ratingsMax`). 12 bytes a rating, up to twice that while a list doubles.
 */
export class RatingLists implements Stateful {
  readonly #ratingsMax: number;
  readonly #lists: (RatingList | undefined)[] = [];
  readonly #revisions: number[] = [];
  #bytes = 0;

  constructor(ratingsMax: number) {
    this.#ratingsMax = ratingsMax;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The list of `row`, empty where there is none. Readers change nothing in it. */
  of(row: number): Readonly<RatingList> {
    return this.#lists[row] ?? NOTHING;
  }

  #made(row: number): RatingList {
    const known = this.#lists[row];
    if (known !== undefined) return known;
    const list = {
      slots: new Int32Array(4),
      births: new Int32Array(4),
      ratings: new Float32Array(4),
      size: 0,
    };
    this.#lists[row] = list;
    this.#bytes += 48 + 96;
    return list;
  }

  /** Index of the entry for the opposite `slot` born at `birth`, or −1. */
  find(row: number, slot: number, birth: number): number {
    const list = this.#lists[row];
    if (list === undefined) return -1;
    for (let j = list.size - 1; j >= 0; j--) if (list.slots[j] === slot && list.births[j] === birth) return j;
    return -1;
  }

  /** Appends an entry as the newest; whether the oldest had to go for it. */
  push(row: number, slot: number, birth: number, rating: number): boolean {
    const list = this.#made(row);
    const full = list.size >= this.#ratingsMax;
    if (full) this.remove(row, 0);
    if (list.size === list.slots.length) {
      const length = list.size * 2;
      this.#bytes += list.size * 12;
      list.slots = grown(new Int32Array(length), list.slots);
      list.births = grown(new Int32Array(length), list.births);
      list.ratings = grown(new Float32Array(length), list.ratings);
    }
    list.slots[list.size] = slot;
    list.births[list.size] = birth;
    list.ratings[list.size] = rating;
    list.size++;
    this.#mark(row);
    return full;
  }

  /** Takes the entry at `index` away; the order of the others stays. */
  remove(row: number, index: number): void {
    const list = this.#made(row);
    list.slots.copyWithin(index, index + 1, list.size);
    list.births.copyWithin(index, index + 1, list.size);
    list.ratings.copyWithin(index, index + 1, list.size);
    list.size--;
    this.#mark(row);
  }

  /** Takes all entries of a row away, whose room stays for others. */
  empty(row: number): void {
    const list = this.#lists[row];
    if (list === undefined) return;
    list.size = 0;
    this.#mark(row);
  }

  /** Forgets a row. */
  clear(row: number): void {
    const list = this.#lists[row];
    if (list === undefined) return;
    this.#bytes -= list.slots.length * 12 + 96;
    this.#lists[row] = undefined;
    this.#mark(row);
  }

  *chunks(): Iterable<Chunk> {
    const rows = this.#lists.length;
    yield { name: "meta", revision: rows, bytes: () => new ByteWriter().varint(rows).finish() };
    for (let c = 0; c * ROWS_PER_CHUNK < rows; c++) {
      yield { name: `rows/${c}`, revision: this.#revisions[c] ?? 0, bytes: () => this.#chunkBytes(c) };
    }
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const rows = new ByteReader(requireChunk(chunks, "meta")).varint();
    this.#lists.length = rows;
    for (let c = 0; c * ROWS_PER_CHUNK < rows; c++) {
      const r = new ByteReader(requireChunk(chunks, `rows/${c}`));
      while (!r.done) {
        const row = r.varint();
        const size = r.varint();
        for (let j = 0; j < size; j++) this.push(row, r.varint(), r.varint(), r.f32());
      }
    }
  }

  #chunkBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 12);
    const end = Math.min(this.#lists.length, (chunk + 1) * ROWS_PER_CHUNK);
    for (let row = chunk * ROWS_PER_CHUNK; row < end; row++) {
      const list = this.#lists[row];
      if (list === undefined || list.size === 0) continue;
      w.varint(row).varint(list.size);
      for (let j = 0; j < list.size; j++)
        w.varint(list.slots[j] ?? 0)
          .varint(list.births[j] ?? 0)
          .f32(list.ratings[j] ?? 0);
    }
    return w.finish();
  }

  #mark(row: number): void {
    const chunk = (row / ROWS_PER_CHUNK) | 0;
    this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
  }
}
