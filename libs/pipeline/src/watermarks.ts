import { ByteReader, ByteWriter, type Chunk, requireChunk, type Stateful } from "@millrace/state";

/** The greatest offset that came from each partition of each source: what comes again is passed over. */
export class Watermarks implements Stateful {
  readonly #marks = new Map<string, number>();
  #revision = 0;

  /** Moves a source's mark up to `offset`; false if it stands there or beyond already. */
  pass(source: string, offset: number): boolean {
    if ((this.#marks.get(source) ?? -1) >= offset) return false;
    this.#marks.set(source, offset);
    this.#revision++;
    return true;
  }

  /** All marks by source. */
  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#marks);
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "marks", revision: this.#revision, bytes: () => this.#bytes() };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "marks"));
    while (!r.done) this.#marks.set(r.text(), r.varint());
  }

  #bytes(): Uint8Array {
    const w = new ByteWriter();
    for (const [source, offset] of [...this.#marks].sort(([a], [b]) => (a < b ? -1 : 1)))
      w.text(source).varint(offset);
    return w.finish();
  }
}
