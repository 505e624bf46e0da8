import {
  ByteReader,
  ByteWriter,
  type Chunk,
  hash32Pair,
  requireChunk,
  StateFormatError,
  type Stateful,
} from "@millrace/state";

const ENTRIES_PER_CHUNK = 4096;
/** Of the high and of the low half of an id's hash: part of the format of snapshots. */
const SEEDS = [1, 2] as const;

/**
 * The last `capacity` event ids of a partition, so that an event counts once however often it arrives within them.
 * Ids are kept as 64-bit hashes: among a million, a new one is mistaken for a known one with a probability below 1e-7.
 * 16 to 24 bytes an id, allocated at once; O(1) per event; first in, first out.
 */
export class IdWindow implements Stateful {
  readonly #capacity: number;
  readonly #high: Int32Array;
  readonly #low: Int32Array;
  /** Open-addressing index: place in the ring plus one, 0 where free. */
  readonly #index: Int32Array;
  /** Both halves of the id that is being looked up. */
  readonly #hash = new Int32Array(2);
  #added = 0;
  /** Number of the oldest id held; more than `added - capacity` where an earlier, smaller window had let ids go. */
  #oldest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#high = new Int32Array(capacity);
    this.#low = new Int32Array(capacity);
    let slots = 16;
    while (slots < capacity * 2) slots *= 2;
    this.#index = new Int32Array(slots);
  }

  /** Ids held. */
  get size(): number {
    return this.#added - this.#oldest;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#high.byteLength * 2 + this.#index.byteLength;
  }

  /** Notes `id`; false if it was noted before and has not left the window. */
  add(id: string): boolean {
    hash32Pair(id, SEEDS, this.#hash);
    const high = this.#hash[0] ?? 0;
    const low = this.#hash[1] ?? 0;
    if (this.#has(high, low)) return false;
    if (this.size >= this.#capacity) this.#unfile(this.#oldest++ % this.#capacity);
    this.#file(this.#added % this.#capacity, high, low);
    this.#added++;
    return true;
  }

  *chunks(): Iterable<Chunk> {
    const [oldest, added] = [this.#oldest, this.#added];
    yield {
      name: "meta",
      revision: added,
      bytes: () => new ByteWriter().varint(added).varint(oldest).finish(),
    };
    for (const { name, start, end } of chunksOf(oldest, added)) {
      // The oldest chunk changes as ids leave it, the youngest as they come; those between stay as they are.
      const settled = start > oldest && end < added;
      yield { name, revision: settled ? end : added, bytes: () => this.#entryBytes(start, end) };
    }
  }

  /** Of a larger window's snapshot the newest ids are kept. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const meta = new ByteReader(requireChunk(chunks, "meta"));
    const [added, oldest] = [meta.varint(), meta.varint()];
    this.#added = added;
    this.#oldest = Math.max(oldest, added - this.#capacity);
    const pair = new Int32Array(2);
    for (const { name, start, end } of chunksOf(oldest, added)) {
      const reader = new ByteReader(requireChunk(chunks, name));
      for (let n = start; n < end; n++) {
        reader.floats(pair);
        if (n >= this.#oldest) this.#file(n % this.#capacity, pair[0] ?? 0, pair[1] ?? 0);
      }
      if (!reader.done) throw new StateFormatError(`${name} holds more than the ids ${start} to ${end - 1}`);
    }
  }

  #entryBytes(from: number, to: number): Uint8Array {
    const w = new ByteWriter((to - from) * 8);
    const pair = new Int32Array(2);
    for (let n = from; n < to; n++) {
      pair[0] = this.#high[n % this.#capacity] ?? 0;
      pair[1] = this.#low[n % this.#capacity] ?? 0;
      w.floats(pair);
    }
    return w.finish();
  }

  #has(high: number, low: number): boolean {
    const mask = this.#index.length - 1;
    for (let h = high; ; h++) {
      const at = this.#index[h & mask] ?? 0;
      if (at === 0) return false;
      if (this.#high[at - 1] === high && this.#low[at - 1] === low) return true;
    }
  }

  #file(at: number, high: number, low: number): void {
    this.#high[at] = high;
    this.#low[at] = low;
    const mask = this.#index.length - 1;
    let h = high;
    while (this.#index[h & mask] !== 0) h++;
    this.#index[h & mask] = at + 1;
  }

  /** Takes an entry out and shifts those behind it back (Knuth, TAOCP 3, 6.4, algorithm R). */
  #unfile(at: number): void {
    const mask = this.#index.length - 1;
    let hole = (this.#high[at] ?? 0) & mask;
    while (this.#index[hole] !== at + 1) hole = (hole + 1) & mask;
    this.#index[hole] = 0;
    for (let next = (hole + 1) & mask; this.#index[next] !== 0; next = (next + 1) & mask) {
      const home = (this.#high[(this.#index[next] ?? 1) - 1] ?? 0) & mask;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        this.#index[hole] = this.#index[next] ?? 0;
        this.#index[next] = 0;
        hole = next;
      }
    }
  }
}

/** The chunks in which the ids numbered `from` to `to` − 1 lie: each holds those within a fixed range of numbers. */
function* chunksOf(
  from: number,
  to: number,
): Iterable<{ readonly name: string; readonly start: number; readonly end: number }> {
  for (let start = from; start < to; ) {
    const chunk = Math.floor(start / ENTRIES_PER_CHUNK);
    const end = Math.min(to, (chunk + 1) * ENTRIES_PER_CHUNK);
    yield { name: `ids/${chunk}`, start, end };
    start = end;
  }
}
