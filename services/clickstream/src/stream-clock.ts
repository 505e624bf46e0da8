import { ByteReader, ByteWriter, type Chunk, requireChunk, type Stateful } from "@millrace/state";

/** Clicks whose earliest time counts: so many in a row must come from later before a session is taken to be over. */
const WINDOW = 64;

/**
 * What time it is in a stream by its own events: the earliest event time among the last 64 clicks. It lets sessions of a log that is
 * read long after it was written end where they ended; one click from a wrong clock, or a few late ones, cannot move
 * it forward. O(1) per click but for every 64th.
 */
export class StreamClock implements Stateful {
  readonly #times = new Float64Array(WINDOW);
  #seen = 0;
  #now = Number.NEGATIVE_INFINITY;

  /** Takes a click's event time in, ms since 1970. */
  tick(time: number): void {
    const at = this.#seen++ % WINDOW;
    const left = this.#times[at] ?? 0;
    this.#times[at] = time;
    if (this.#seen < WINDOW) return;
    if (this.#seen === WINDOW || left <= this.#now || time < this.#now) this.#now = Math.min(...this.#times);
  }

  /** ms since 1970; −Infinity before the 64th click. */
  get now(): number {
    return this.#now;
  }

  *chunks(): Iterable<Chunk> {
    const bytes = (): Uint8Array =>
      new ByteWriter(WINDOW * 8 + 16).varint(this.#seen).f64(this.#now).floats(this.#times).finish();
    yield { name: "times", revision: this.#seen, bytes };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "times"));
    this.#seen = r.varint();
    this.#now = r.f64();
    r.floats(this.#times);
  }
}
