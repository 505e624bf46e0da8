import { type SessionPlace, STATES_MAX } from "@millrace/sequences";
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

/** Clicks of a session that are remembered, so that a hidden state can be made anew for other weights. */
export const TRAIL_CLICKS = 32;
/** Widest hidden state of a network that fits a row. */
export const HIDDEN_MAX = 64;

const SLOTS_PER_CHUNK = 512;

/** A live session's row. */
export interface SessionRow {
  readonly slot: number;
  /** Clicks so far. */
  readonly clicks: number;
  /** Greatest event time of its clicks, ms since 1970. */
  readonly lastTime: number;
  /** The newest items, oldest first, at most {@link TRAIL_CLICKS}. */
  readonly trail: readonly string[];
  /** Where it stands in the index of neighbours. */
  readonly place: SessionPlace;
}

/**
 * The live sessions of one partition: last clicks and hidden state of each, in at most `capacity` rows of which the
 * one quiet for longest leaves. About 1.1 KB a session.
 */
export class Sessions implements Stateful {
  readonly #table: Table;
  readonly #lastTime;
  readonly #lastArrival;
  readonly #clicks;
  readonly #hidden;
  readonly #states;
  readonly #place;
  readonly #allowance;
  readonly #allowanceTime;
  readonly #trails: (string[] | undefined)[] = [];
  readonly #trailRevisions: number[] = [];

  constructor(capacity: number) {
    this.#table = new Table(capacity);
    this.#lastTime = this.#table.f64();
    this.#lastArrival = this.#table.f64();
    this.#clicks = this.#table.i32();
    this.#hidden = this.#table.f32(HIDDEN_MAX);
    this.#states = this.#table.f32(STATES_MAX);
    this.#place = this.#table.i32(2);
    this.#allowance = this.#table.f64();
    this.#allowanceTime = this.#table.f64();
  }

  get size(): StateSize {
    return {
      entries: this.#table.size,
      bytes: this.#table.bytes + this.#trails.length * (TRAIL_CLICKS * 8 + 48),
      evictions: this.#table.evictions,
      capacity: this.#table.capacity,
    };
  }

  /** Hidden states: `[slots x HIDDEN_MAX]`, row-major. Replaced when the table grows. */
  get hidden(): Float32Array {
    return this.#hidden.data;
  }

  /** P(hidden state | clicks so far): `[slots x STATES_MAX]`, row-major. Replaced when the table grows. */
  get states(): Float32Array {
    return this.#states.data;
  }

  /** Whether one more session would drive the oldest out. */
  get full(): boolean {
    return this.#table.size >= this.#table.capacity;
  }

  /** A session's row; undefined where it is not live. */
  find(sessionId: string): SessionRow | undefined {
    const slot = this.#table.find(sessionId);
    return slot < 0 ? undefined : this.#row(slot);
  }

  /** The session that was quiet for longest, with its last arrival in ms since 1970. */
  oldest():
    | { readonly sessionId: string; readonly row: SessionRow; readonly lastArrival: number }
    | undefined {
    const slot = this.#table.oldest;
    const sessionId = slot < 0 ? undefined : this.#table.keyOf(slot);
    if (sessionId === undefined) return undefined;
    return { sessionId, row: this.#row(slot), lastArrival: this.#lastArrival.data[slot] ?? 0 };
  }

  /** Takes a click in and makes the session the youngest; its row as it is then. A new session's hidden state is zero. */
  click(sessionId: string, itemId: string, time: number, arrival: number): SessionRow {
    const isNew = this.#table.find(sessionId) < 0;
    const slot = this.#table.claim(sessionId);
    if (isNew) this.#trails[slot] = [];
    const trail = this.#trails[slot] ?? [];
    trail.push(itemId);
    if (trail.length > TRAIL_CLICKS) trail.shift();
    this.#lastTime.data[slot] = Math.max(time, this.#lastTime.data[slot] ?? 0);
    this.#lastArrival.data[slot] = arrival;
    this.#clicks.data[slot] = (this.#clicks.data[slot] ?? 0) + 1;
    this.#touchTrail(slot);
    return this.#row(slot);
  }

  /** Notes where a session stands in the index of neighbours. */
  put(slot: number, { row, start }: SessionPlace): void {
    this.#place.data[slot * 2] = row;
    this.#place.data[slot * 2 + 1] = start;
    this.#table.mark(slot);
  }

  /**
   * Takes one click from a session's allowance, which fills up again with its event time. A click without a
   * session to take it from is always allowed.
   * @param perMinute clicks that come back each minute, and that may come at once.
   * @returns whether there was one to take.
   */
  allow(slot: number, time: number, perMinute: number): boolean {
    const since = time - (this.#allowanceTime.data[slot] ?? 0);
    const filled = (this.#allowance.data[slot] ?? 0) + (Math.max(0, since) / 60_000) * perMinute;
    const allowance = Math.min(perMinute, filled);
    this.#allowanceTime.data[slot] = Math.max(time, this.#allowanceTime.data[slot] ?? 0);
    const isAllowed = allowance >= 1;
    this.#allowance.data[slot] = isAllowed ? allowance - 1 : allowance;
    this.#table.mark(slot);
    return isAllowed;
  }

  /** Notes that hidden states were written. */
  markHidden(slot: number): void {
    this.#table.mark(slot);
  }

  /** Puts a session behind all others, so that it does not keep them from being looked at. */
  postpone(slot: number): void {
    this.#table.touch(slot);
  }

  /** Lets a session go. */
  end(sessionId: string): void {
    const slot = this.#table.find(sessionId);
    if (slot < 0) return;
    this.#trails[slot] = undefined;
    this.#touchTrail(slot);
    this.#table.delete(sessionId);
  }

  /** All live sessions by slot. */
  *all(): Iterable<readonly [sessionId: string, row: SessionRow]> {
    for (const [sessionId, slot] of this.#table.rows()) yield [sessionId, this.#row(slot)];
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("rows", this.#table.chunks());
    for (let c = 0; c * SLOTS_PER_CHUNK < this.#table.slotCount; c++) {
      yield { name: `trails/${c}`, revision: this.#trailRevisions[c] ?? 0, bytes: () => this.#trailBytes(c) };
    }
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#table.restore(below("rows", chunks));
    for (let c = 0; c * SLOTS_PER_CHUNK < this.#table.slotCount; c++) {
      const r = new ByteReader(requireChunk(chunks, `trails/${c}`));
      while (!r.done) {
        const slot = r.varint();
        this.#trails[slot] = Array.from({ length: r.varint() }, () => r.text());
      }
    }
  }

  #row(slot: number): SessionRow {
    return {
      slot,
      clicks: this.#clicks.data[slot] ?? 0,
      lastTime: this.#lastTime.data[slot] ?? 0,
      trail: this.#trails[slot] ?? [],
      place: { row: this.#place.data[slot * 2] ?? 0, start: this.#place.data[slot * 2 + 1] ?? 0 },
    };
  }

  #touchTrail(slot: number): void {
    const chunk = Math.floor(slot / SLOTS_PER_CHUNK);
    this.#trailRevisions[chunk] = (this.#trailRevisions[chunk] ?? 0) + 1;
  }

  #trailBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 14);
    const end = Math.min(this.#table.slotCount, (chunk + 1) * SLOTS_PER_CHUNK);
    for (let slot = chunk * SLOTS_PER_CHUNK; slot < end; slot++) {
      const trail = this.#trails[slot];
      if (trail === undefined || this.#table.keyOf(slot) === undefined) continue;
      w.varint(slot).varint(trail.length);
      for (const itemId of trail) w.text(itemId);
    }
    return w.finish();
  }
}
