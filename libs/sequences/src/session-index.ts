import type { Stateful, StateSize } from "@millrace/state";
import { ByteReader, ByteWriter, type Chunk, requireChunk } from "@millrace/state";
import { ChangedRows } from "./changed-rows.ts";
import { Posting } from "./posting.ts";
import { readSession, SessionRows } from "./session-rows.ts";
import type { Serials } from "./successors.ts";

const ROWS_PER_CHUNK = 256;
const POSTINGS_PER_CHUNK = 64;

/** Bounds of the index. */
export interface SessionIndexOptions {
  /** Sessions remembered, live ones among them; the one that began longest ago makes room. @default 20000 */
  readonly sessions?: number;
  /** Different items remembered of a session, the last ones. @default 20 */
  readonly itemsPerSession?: number;
  /** Newest sessions that are looked at for one item. @default 512 */
  readonly sessionsPerItem?: number;
}

/**
 * Recent sessions by row and, for each item, the newest sessions that hold it: what nearest-neighbour predictions are
 * made of. A session is there from its first click on. `learn` is O(items of a session), about 0.3 µs; memory:
 * 12 bytes per session and item, 8 per entry of an item's list.
 */
export class SessionIndex implements Stateful {
  readonly #sessions: number;
  readonly #sessionsPerItem: number;
  readonly #rows: SessionRows;
  readonly #postings: (Posting | undefined)[] = [];
  readonly #rowRevisions: number[] = [];
  readonly #postingRevisions: number[] = [];
  readonly #dirty = new ChangedRows();
  readonly #scratch = new ByteWriter(512);
  readonly #isLive = (row: number, stamp: number): boolean => this.isLive(row, stamp);
  #next = 0;
  #held = 0;
  #clock = 0;
  #entries = 0;
  #evictions = 0;

  constructor(options: SessionIndexOptions = {}) {
    this.#sessions = options.sessions ?? 20_000;
    this.#sessionsPerItem = options.sessionsPerItem ?? 512;
    this.#rows = new SessionRows(this.#sessions, options.itemsPerSession ?? 20);
  }

  get size(): StateSize {
    return { entries: this.#held, bytes: this.#rows.bytes + this.#entries * 8, evictions: this.#evictions };
  }

  /** One more than the greatest row in use, or more. */
  get rowsReserved(): number {
    return this.#rows.reserved;
  }

  /** Clicks learned since the beginning of the log. */
  get clicks(): number {
    return this.#clock;
  }

  /** Whether an entry made at `stamp` still speaks of the session in `row`. */
  isLive(row: number, stamp: number): boolean {
    const start = this.#rows.start(row);
    return start > 0 && stamp >= start;
  }

  /** Stamp at which the session in a row began; 0 where there is none. */
  start(row: number): number {
    return this.#rows.start(row);
  }

  /** Items held of the session in a row. */
  length(row: number): number {
    return this.#rows.length(row);
  }

  /** Slot of the i-th item of a row, the oldest first; −1 where the item has left. */
  item(row: number, i: number, serials: Serials): number {
    return this.#rows.item(row, i, serials);
  }

  /** The newest sessions that hold an item. */
  posting(slot: number): Posting | undefined {
    return this.#postings[slot];
  }

  /**
   * A row for a session that begins; the oldest session makes room. Changes state.
   * @param owner hash of its id, by which {@link forget} finds it. @default 0, by which none is found
   */
  begin(owner = 0): number {
    const row = this.#next;
    this.#next = (row + 1) % this.#sessions;
    this.#open(row, this.#clock + 1, owner);
    return row;
  }

  /**
   * Forgets the sessions whose id has this hash, live or long over: their rows are empty from now on, also at readers.
   * Another one of the same hash goes with them, which nobody will miss. O(rows). Changes state.
   * @returns their rows.
   */
  forget(owner: number): readonly number[] {
    const rows = owner === 0 ? [] : [...this.#rows.ownedBy(owner)];
    for (const row of rows) {
      // Begun anew, what other lists say of the row is void, and readers take it for younger than what they hold.
      this.#rows.open(row, this.#clock + 1, 0);
      this.#markRow(row);
    }
    return rows;
  }

  /** Adds a click to the session that began at `start` in `row`, if it is still there. Changes state. */
  learn(row: number, start: number, slot: number, serial: number): void {
    this.#clock++;
    if (this.#rows.start(row) === start) this.#put(row, slot, serial, this.#clock);
  }

  /** Forgets an item that leaves. */
  drop(slot: number): void {
    const posting = this.#postings[slot];
    if (posting === undefined) return;
    this.#entries -= posting.size;
    this.#postings[slot] = undefined;
    this.#markPosting(slot);
  }

  /** Rows that have changed since they were taken last. */
  get changed(): Pick<ChangedRows, "size" | "take"> {
    return this.#dirty;
  }

  /** The session in a row for readers. */
  encodeRow(row: number): Uint8Array {
    this.#rows.write(row, this.#scratch.reset());
    return this.#scratch.finish();
  }

  /** Takes what {@link encodeRow} wrote; an older session than the one in the row is passed over. @throws {StateFormatError} */
  apply(bytes: Uint8Array): void {
    const { row, start, items } = readSession(new ByteReader(bytes));
    const held = this.#rows.start(row);
    if (start < held) return;
    if (start > held) this.#open(row, start, 0);
    const known = this.#rows.newest(row);
    for (const { slot, serial, stamp } of items) if (stamp > known) this.#put(row, slot, serial, stamp);
    this.#dirty.clear();
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "meta", revision: this.#clock, bytes: () => this.#metaBytes() };
    for (let c = 0; c * ROWS_PER_CHUNK < this.#rows.reserved; c++) {
      const revision = this.#rowRevisions[c] ?? 0;
      yield { name: `rows/${c}`, revision, bytes: () => this.#rowBytes(c) };
      yield {
        name: `owners/${c}`,
        revision,
        bytes: () => this.#rows.owners(c * ROWS_PER_CHUNK, ROWS_PER_CHUNK),
      };
    }
    for (let c = 0; c * POSTINGS_PER_CHUNK < this.#postings.length; c++) {
      const revision = this.#postingRevisions[c] ?? 0;
      yield { name: `items/${c}`, revision, bytes: () => this.#postingsBytes(c) };
    }
  }

  /** Every row counts as changed afterwards: what was waiting to be taken is no part of a snapshot. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const meta = new ByteReader(requireChunk(chunks, "meta"));
    this.#next = meta.varint();
    this.#clock = meta.varint();
    this.#evictions = meta.varint();
    this.#rows.reserve(meta.varint() - 1);
    this.#postings.length = meta.varint();
    for (let c = 0; c * ROWS_PER_CHUNK < this.#rows.reserved; c++) {
      const r = new ByteReader(requireChunk(chunks, `rows/${c}`));
      while (!r.done) this.#rows.read(r);
      this.#rows.readOwners(c * ROWS_PER_CHUNK, ROWS_PER_CHUNK, requireChunk(chunks, `owners/${c}`));
    }
    for (let row = 0; row < this.#rows.reserved; row++) {
      if (this.#rows.start(row) === 0) continue;
      this.#held++;
      this.#dirty.add(row);
    }
    for (let c = 0; c * POSTINGS_PER_CHUNK < this.#postings.length; c++) {
      const r = new ByteReader(requireChunk(chunks, `items/${c}`));
      while (!r.done) {
        const posting = new Posting();
        this.#postings[r.varint()] = posting;
        posting.read(r);
        this.#entries += posting.size;
      }
    }
  }

  #open(row: number, start: number, owner: number): void {
    if (this.#rows.start(row) > 0) this.#evictions++;
    else this.#held++;
    this.#rows.open(row, start, owner);
    this.#markRow(row);
  }

  #put(row: number, slot: number, serial: number, stamp: number): void {
    if (!this.#rows.put(row, slot, serial, stamp)) return;
    this.#markRow(row);
    const posting = this.#postings[slot] ?? new Posting();
    const before = posting.size;
    posting.add(row, stamp, this.#sessionsPerItem, this.#isLive);
    this.#postings[slot] = posting;
    this.#entries += posting.size - before;
    this.#markPosting(slot);
  }

  #metaBytes(): Uint8Array {
    const w = new ByteWriter(32).varint(this.#next).varint(this.#clock).varint(this.#evictions);
    return w.varint(this.#rows.reserved).varint(this.#postings.length).finish();
  }

  #rowBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 12);
    const end = Math.min(this.#rows.reserved, (chunk + 1) * ROWS_PER_CHUNK);
    for (let row = chunk * ROWS_PER_CHUNK; row < end; row++)
      if (this.#rows.start(row) > 0) this.#rows.write(row, w);
    return w.finish();
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
    this.#dirty.add(row);
  }

  #markPosting(slot: number): void {
    const chunk = Math.floor(slot / POSTINGS_PER_CHUNK);
    this.#postingRevisions[chunk] = (this.#postingRevisions[chunk] ?? 0) + 1;
  }
}
