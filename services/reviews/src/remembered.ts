import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  prefixed,
  requireChunk,
  type Stateful,
  type StateSize,
  Table,
} from "@millrace/state";
import type { AspectSaid, Counted } from "@millrace/text";
import { readSaid, writeSaid } from "./text/said.ts";

const SLOTS_PER_CHUNK = 512;

/** The last that a user said of an item. */
export interface Remembered {
  /** Of the event; of a withdrawal too. */
  readonly reviewId: string;
  /** Event time, ms since 1970. */
  readonly time: number;
  /** Its part in the item's sentiment; undefined where it had none: no text, or a withdrawal. */
  readonly counted: Counted | undefined;
  /** Its part in the item's aspects. */
  readonly said: readonly AspectSaid[];
}

const NOTHING_SAID = new Uint8Array([0]);
const packing = new ByteWriter(1 << 10);
const packed = (said: readonly AspectSaid[]): Uint8Array => {
  if (said.length === 0) return NOTHING_SAID;
  const w = packing.reset();
  writeSaid(w, said);
  return w.finish();
};

/**
 * The last review, or withdrawal, by each user of each item, so that it can be taken back, replaced, or told from an
 * older one. At most `capacity`; the one that came longest ago is forgotten: what it counted then stays counted.
 * About 300 bytes each.
 */
export class RememberedReviews implements Stateful {
  readonly #table: Table;
  readonly #time;
  /** Score and ticket; a ticket of 0 means that nothing was counted. */
  readonly #counted;
  readonly #ids: (string | undefined)[] = [];
  /** Packed: many reviews are remembered, few are ever taken back. */
  readonly #said: (Uint8Array | undefined)[] = [];
  #saidBytes = 0;
  readonly #idRevisions: number[] = [];

  constructor(capacity: number) {
    this.#table = new Table(capacity);
    this.#time = this.#table.f64();
    this.#counted = this.#table.f64(2);
  }

  get size(): StateSize {
    const { size, bytes, evictions, capacity } = this.#table;
    return { entries: size, bytes: bytes + this.#ids.length * 64 + this.#saidBytes, evictions, capacity };
  }

  /** What a user said last of an item. */
  find(userId: string, itemId: string): Remembered | undefined {
    const slot = this.#table.find(keyOf(userId, itemId));
    return slot < 0 ? undefined : this.#row(slot);
  }

  /** Remembers it in the place of what the user said before; what had to be forgotten for it. */
  put(userId: string, itemId: string, review: Remembered): Remembered | undefined {
    const key = keyOf(userId, itemId);
    let forgotten: Remembered | undefined;
    if (this.#table.find(key) < 0 && this.#table.size >= this.#table.capacity) {
      forgotten = this.#row(this.#table.oldest);
      this.#table.evictOldest();
    }
    const slot = this.#table.claim(key);
    this.#time.data[slot] = review.time;
    this.#counted.data[slot * 2] = review.counted?.score ?? 0;
    this.#counted.data[slot * 2 + 1] = review.counted?.ticket ?? 0;
    this.#ids[slot] = review.reviewId;
    this.#keep(slot, packed(review.said));
    this.#touchIds(slot);
    return forgotten;
  }

  /** Forgets all that a user said; what it was, by item. Looks at every row: some 10 ms at 200,000. */
  forgetUser(userId: string): readonly (readonly [itemId: string, said: Remembered])[] {
    const start = keyOf(userId, "");
    const said: (readonly [string, Remembered])[] = [];
    for (const [key, slot] of this.#table.rows())
      if (key.startsWith(start)) said.push([key.slice(start.length), this.#row(slot)]);
    for (const [itemId] of said) {
      const slot = this.#table.find(start + itemId);
      this.#ids[slot] = "";
      this.#keep(slot, NOTHING_SAID);
      this.#touchIds(slot);
      this.#table.delete(start + itemId);
    }
    return said;
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("rows", this.#table.chunks());
    for (let c = 0; c * SLOTS_PER_CHUNK < this.#table.slotCount; c++)
      yield { name: `ids/${c}`, revision: this.#idRevisions[c] ?? 0, bytes: () => this.#idBytes(c) };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#table.restore(below("rows", chunks));
    for (let c = 0; c * SLOTS_PER_CHUNK < this.#table.slotCount; c++) {
      const r = new ByteReader(requireChunk(chunks, `ids/${c}`));
      for (let slot = c * SLOTS_PER_CHUNK; slot < this.#endOf(c); slot++) {
        this.#ids[slot] = r.text();
        this.#keep(slot, new Uint8Array(r.blob()));
      }
    }
  }

  #row(slot: number): Remembered {
    const time = this.#time.data[slot] ?? 0;
    const score = this.#counted.data[slot * 2] ?? 0;
    const ticket = this.#counted.data[slot * 2 + 1] ?? 0;
    const counted = ticket === 0 ? undefined : { score, time, ticket };
    const said = readSaid(new ByteReader(this.#said[slot] ?? NOTHING_SAID));
    return { reviewId: this.#ids[slot] ?? "", time, counted, said };
  }

  #keep(slot: number, said: Uint8Array): void {
    this.#saidBytes += said.length - (this.#said[slot]?.length ?? 0);
    this.#said[slot] = said;
  }

  #touchIds(slot: number): void {
    const chunk = Math.floor(slot / SLOTS_PER_CHUNK);
    this.#idRevisions[chunk] = (this.#idRevisions[chunk] ?? 0) + 1;
  }

  #endOf(chunk: number): number {
    return Math.min(this.#table.slotCount, (chunk + 1) * SLOTS_PER_CHUNK);
  }

  #idBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 14);
    for (let slot = chunk * SLOTS_PER_CHUNK; slot < this.#endOf(chunk); slot++)
      w.text(this.#ids[slot] ?? "").blob(this.#said[slot] ?? NOTHING_SAID);
    return w.finish();
  }
}

/** No two pairs of ids have the same key. */
const keyOf = (userId: string, itemId: string): string => `${userId.length}/${userId}${itemId}`;
