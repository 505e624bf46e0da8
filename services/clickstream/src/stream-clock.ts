import { ByteReader, ByteWriter, type Chunk, requireChunk, type Stateful } from "@millrace/state";

/** Clicks of a block: so many in a row must come from later before a session is taken to be over. */
const BLOCK = 64;

/**
 * What time it is in a stream by its own events: the earliest event time in the last full block of 64 clicks. It lets
 * sessions of a log that is read long after it was written end where they ended; one click from a wrong clock, or a few
 * late ones, cannot move it forward. O(1).
 */
export class StreamClock implements Stateful {
  #seen = 0;
  #earliest = Number.POSITIVE_INFINITY;
  #now = Number.NEGATIVE_INFINITY;

  /** Takes a click's event time in, ms since 1970. */
  tick(time: number): void {
    this.#seen++;
    this.#earliest = Math.min(this.#earliest, time);
    if (this.#seen % BLOCK !== 0) return;
    this.#now = this.#earliest;
    this.#earliest = Number.POSITIVE_INFINITY;
  }

  /** ms since 1970; −Infinity before the 64th click. */
  get now(): number {
    return this.#now;
  }

  *chunks(): Iterable<Chunk> {
    const bytes = (): Uint8Array =>
      new ByteWriter(32).varint(this.#seen).f64(this.#earliest).f64(this.#now).finish();
    yield { name: "times", revision: this.#seen, bytes };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "times"));
    this.#seen = r.varint();
    this.#earliest = r.f64();
    this.#now = r.f64();
  }
}
