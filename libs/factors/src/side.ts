import { below, type Chunk, type Column, prefixed, type Stateful, Table } from "@millrace/state";
import { ChangedSlots } from "./changed-slots.ts";
import { type RatingList, RatingLists } from "./rating-lists.ts";
import { seedVector } from "./seed-vector.ts";

/**
 * One side of the ratings matrix, users or items: per row its vector with the bias behind it, the bias of the rung
 * without factors, momentary levels, how often and how high it was rated, and its retained ratings.
 * Bytes a row: 4 (k + 1) + 36, the id, and 12 to 24 for each retained rating.
 */
export class Side implements Stateful {
  readonly table: Table;
  readonly lists: RatingLists;
  /** `[slots x (k + 1)]`: vector, then bias. */
  readonly rows: Column<Float32Array>;
  /** Bias of the rung without factors. */
  readonly plainBias: Column<Float32Array>;
  /** Momentary level beside the factors, and beside the biases alone: `[slots x 2]`. */
  readonly drift: Column<Float32Array>;
  /** Number of the row since the beginning of the log, from 1: tells tenants of one slot apart; 0 when it is gone. */
  readonly birth: Column<Int32Array>;
  /** Ratings since the row was born, also those no longer retained, without those withdrawn. */
  readonly count: Column<Int32Array>;
  /** Their sum. */
  readonly sum: Column<Float64Array>;
  /** What peers know of the row, summed: `[slots x peerWidth]`; undefined where there are no peers. */
  readonly peers: Column<Float32Array> | undefined;
  /** Rows born so far. */
  births = 0;
  /** Where the rolling refresh goes on. */
  cursor = 0;
  readonly #changed = new ChangedSlots();
  /** Ids that left since the last call of {@link drain}. */
  readonly #left = new Set<string>();
  #gone: string[] = [];

  /** @param peerWidth numbers that peers say of a row; 0 where there are none. */
  constructor(rowsMax: number, factors: number, ratingsMax: number, peerWidth = 0) {
    this.table = new Table(rowsMax);
    this.lists = new RatingLists(ratingsMax);
    this.rows = this.table.f32(factors + 1);
    this.plainBias = this.table.f32();
    this.drift = this.table.f32(2);
    this.birth = this.table.i32();
    this.count = this.table.i32();
    this.sum = this.table.f64();
    this.peers = peerWidth > 0 ? this.table.f32(peerWidth) : undefined;
  }

  /** Slot of `id`, made with a first vector if it is new, and now the youngest. May let the oldest row go. */
  claim(id: string, seed: number): number {
    const known = this.table.find(id);
    if (known < 0) return this.enter(id, seed);
    this.table.touch(known);
    return known;
  }

  /** Slot of an `id` that is not there yet, made as by {@link claim}. */
  enter(id: string, seed: number): number {
    if (this.table.size >= this.table.capacity) this.#leave(this.table.oldest, this.table.evictOldest());
    const slot = this.table.claim(id);
    this.birth.data[slot] = ++this.births;
    const width = this.rows.width;
    seedVector(id, seed, this.rows.data, slot * width, width - 1);
    return slot;
  }

  /** Takes a row away at its owner's wish; whether it was there. */
  forget(id: string): boolean {
    const slot = this.table.find(id);
    if (slot < 0) return false;
    this.birth.data[slot] = 0;
    this.table.delete(id);
    this.#leave(slot, id);
    return true;
  }

  /** Notes that the row in `slot` has new values. */
  changed(slot: number): void {
    this.table.mark(slot);
    this.#changed.add(slot);
  }

  /** Takes an id off those that changed: whoever changed its row says so. */
  toldBy(id: string): void {
    this.#changed.delete(this.table.find(id));
    this.#left.delete(id);
  }

  /**
   * Ids whose rows changed or left since the last call, each once: all that left, and of the others at most `limit`, those that waited
   * longest first.
   */
  drain(limit = Number.POSITIVE_INFINITY): string[] {
    const ids = [...this.#left];
    // Who left and is there again is told of once.
    for (const id of ids) this.#changed.delete(this.table.find(id));
    this.#left.clear();
    for (const slot of this.#changed.take(limit)) {
      const id = this.table.keyOf(slot);
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }

  /** Ids of rows that left since the last call, where peers know of them. */
  takeLeft(): readonly string[] {
    const gone = this.#gone;
    if (gone.length > 0) this.#gone = [];
    return gone;
  }

  /** Takes entries away whose opposite row has left. O(length). */
  prune(slot: number, opposite: Side): RatingList {
    const list = this.lists.of(slot);
    const births = opposite.birth.data;
    for (let j = list.size - 1; j >= 0; j--)
      if (births[list.slots[j] ?? 0] !== list.births[j]) this.lists.remove(slot, j);
    return list;
  }

  /** The next occupied slot in the rolling order, or −1 when nobody is there. Looks at 8 slots at most. */
  next(): number {
    const slots = this.table.slotCount;
    for (let tries = 0; tries < 8 && slots > 0; tries++) {
      this.cursor = this.cursor + 1 >= slots ? 0 : this.cursor + 1;
      if (this.birth.data[this.cursor] !== 0) return this.cursor;
    }
    return -1;
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("table", this.table.chunks());
    yield* prefixed("ratings", this.lists.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.table.restore(below("table", chunks));
    this.lists.restore(below("ratings", chunks));
  }

  #leave(slot: number, id: string | undefined): void {
    this.lists.clear(slot);
    this.#changed.delete(slot);
    if (id === undefined) return;
    this.#left.add(id);
    if (this.peers !== undefined) this.#gone.push(id);
  }
}
