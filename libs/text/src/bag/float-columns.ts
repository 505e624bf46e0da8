import { ByteReader, ByteWriter, type Chunk, requireChunk, StateFormatError } from "@millrace/state";

const BUCKETS_PER_CHUNK = 4096;

/** Numbers for each bucket, `[buckets]` each, stored by the piece; a bucket of zeros costs nothing to store. */
export class FloatColumns {
  readonly #columns: readonly Float32Array[];
  readonly #buckets: number;
  readonly #revisions: Float64Array;
  /** 1 for a piece that has ever held anything but zeros: the others need not be gone through to be saved. */
  readonly #used: Uint8Array;

  /** @param columns all of length `buckets`; they stay the owner's to change. */
  constructor(buckets: number, columns: readonly Float32Array[]) {
    this.#buckets = buckets;
    this.#columns = columns;
    this.#revisions = new Float64Array(Math.ceil(buckets / BUCKETS_PER_CHUNK));
    this.#used = new Uint8Array(this.#revisions.length);
  }

  /** Bytes as allocated. */
  get bytes(): number {
    const own = this.#revisions.byteLength + this.#used.byteLength;
    return this.#columns.reduce((sum, { byteLength }) => sum + byteLength, own);
  }

  /** Notes that a bucket's numbers changed. */
  mark(bucket: number): void {
    const chunk = Math.floor(bucket / BUCKETS_PER_CHUNK);
    this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
    this.#used[chunk] = 1;
  }

  *chunks(): Iterable<Chunk> {
    for (const [c, revision] of this.#revisions.entries())
      yield { name: `weights/${c}`, revision, bytes: () => this.#bytes(c) };
  }

  /** @throws {StateFormatError} where a piece is not whole. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    for (const c of this.#revisions.keys()) {
      const r = new ByteReader(requireChunk(chunks, `weights/${c}`));
      const [from, to] = this.#range(c);
      let next = from;
      let left = r.varint();
      this.#used[c] = left > 0 ? 1 : 0;
      for (; left > 0; left--) {
        const at = next + r.varint();
        if (at >= to) throw new StateFormatError(`bucket ${at} is beyond ${to}`);
        for (const column of this.#columns) column[at] = r.f32();
        next = at + 1;
      }
      if (!r.done) throw new StateFormatError(`bytes are left over in weights/${c}`);
    }
  }

  #range(chunk: number): [from: number, to: number] {
    return [chunk * BUCKETS_PER_CHUNK, Math.min(this.#buckets, (chunk + 1) * BUCKETS_PER_CHUNK)];
  }

  #bytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 10);
    const [from, to] = this.#used[chunk] === 0 ? [0, 0] : this.#range(chunk);
    let [next, held] = [from, 0];
    for (let at = from; at < to; at++) {
      let zero = true;
      for (const column of this.#columns) zero &&= column[at] === 0;
      if (zero) continue;
      w.varint(at - next);
      for (const column of this.#columns) w.f32(column[at] ?? 0);
      next = at + 1;
      held++;
    }
    const body = w.finish();
    const whole = new ByteWriter(body.length + 8).varint(held).finish();
    const bytes = new Uint8Array(whole.length + body.length);
    bytes.set(whole);
    bytes.set(body, whole.length);
    return bytes;
  }
}
