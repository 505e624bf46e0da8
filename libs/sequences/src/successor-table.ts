import { ByteReader, ByteWriter, type Chunk, requireChunk, type Stateful } from "@millrace/state";
import { type Serials, Successors } from "./successors.ts";

const ROWS_PER_CHUNK = 64;
const ROW_BYTES = 144;
const SUCCESSOR_BYTES = 12;

/** The successors of every page, by the page's slot: the sparse matrix of a Markov chain. Snapshots go by 64 pages. */
export class SuccessorTable implements Stateful {
  readonly #rows: (Successors | undefined)[] = [];
  readonly #revisions: number[] = [];
  readonly #limit: number;
  #replaced = 0;
  #bytes = 0;

  /** @param limit most successors held per page. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Successors that made room for others, since the beginning of the log. */
  get replaced(): number {
    return this.#replaced;
  }

  /** Bytes held, without room to grow. */
  get bytes(): number {
    return this.#bytes;
  }

  /** One more than the greatest slot that ever had successors. */
  get slots(): number {
    return this.#rows.length;
  }

  /** The successors of the page in slot `from`, if any. */
  row(from: number): Successors | undefined {
    return this.#rows[from];
  }

  /**
   * Counts one step between two pages. O(limit).
   * @param anyGone whether a page has ever left: spares a search.
   * @param by weight of the step, a whole number.
   */
  add(from: number, to: number, serials: Serials, anyGone: boolean, by = 1): void {
    const row = this.#claim(from);
    const before = row.size;
    if (anyGone && before >= this.#limit) row.forgetGone(serials);
    if (row.add(to, serials.data[to] ?? 0, this.#limit, by)) this.#replaced++;
    this.#bytes += (row.size - before) * SUCCESSOR_BYTES;
    this.#mark(from);
  }

  /** Forgets what followed the page in slot `from`. */
  drop(from: number): void {
    const row = this.#rows[from];
    if (row === undefined) return;
    this.#bytes -= ROW_BYTES + row.size * SUCCESSOR_BYTES;
    this.#rows[from] = undefined;
    this.#mark(from);
  }

  *chunks(): Iterable<Chunk> {
    yield {
      name: "meta",
      revision: this.#rows.length + this.#replaced,
      bytes: () => new ByteWriter().varint(this.#rows.length).varint(this.#replaced).finish(),
    };
    for (let c = 0; c * ROWS_PER_CHUNK < this.#rows.length; c++)
      yield { name: `rows/${c}`, revision: this.#revisions[c] ?? 0, bytes: () => this.#rowBytes(c) };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const meta = new ByteReader(requireChunk(chunks, "meta"));
    this.#rows.length = meta.varint();
    this.#replaced = meta.varint();
    for (let c = 0; c * ROWS_PER_CHUNK < this.#rows.length; c++) {
      const r = new ByteReader(requireChunk(chunks, `rows/${c}`));
      while (!r.done) {
        const row = this.#claim(r.varint());
        row.read(r);
        this.#bytes += row.size * SUCCESSOR_BYTES;
      }
    }
  }

  #rowBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 12);
    const end = Math.min(this.#rows.length, (chunk + 1) * ROWS_PER_CHUNK);
    for (let slot = chunk * ROWS_PER_CHUNK; slot < end; slot++) {
      const row = this.#rows[slot];
      if (row !== undefined) row.write(w.varint(slot));
    }
    return w.finish();
  }

  #claim(from: number): Successors {
    const known = this.#rows[from];
    if (known !== undefined) return known;
    const row = new Successors();
    this.#rows[from] = row;
    this.#bytes += ROW_BYTES;
    return row;
  }

  #mark(slot: number): void {
    const chunk = (slot / ROWS_PER_CHUNK) | 0;
    this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
  }
}
