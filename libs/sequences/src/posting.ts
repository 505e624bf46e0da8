import type { ByteReader, ByteWriter } from "@millrace/state";

/** Numbers per entry: row of the session, stamp. */
const STRIDE = 2;

/** The newest sessions that hold one item, in order of when they took it in. */
export class Posting {
  #data: Int32Array = new Int32Array(2 * STRIDE);
  #size = 0;

  /** Entries held, also of sessions that have left. */
  get size(): number {
    return this.#size;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#data.byteLength;
  }

  /** Row of the i-th session, the oldest first. */
  row(i: number): number {
    return this.#data[i * STRIDE] ?? -1;
  }

  /** When the i-th session took the item in, in clicks since the beginning. */
  stamp(i: number): number {
    return this.#data[i * STRIDE + 1] ?? 0;
  }

  /**
   * Puts a session where its stamp belongs; when `limit` are held, those that have left go, and the oldest.
   * O(1) for the newest stamp while there is room. Known stamps are passed over.
   */
  add(row: number, stamp: number, limit: number, isLive: (row: number, stamp: number) => boolean): void {
    if (this.#size >= limit) this.#makeRoom(isLive);
    let at = this.#size;
    while (at > 0 && this.stamp(at - 1) > stamp) at--;
    if (at > 0 && this.stamp(at - 1) === stamp) return;
    if ((this.#size + 1) * STRIDE > this.#data.length) {
      const longer = new Int32Array(Math.min(limit, this.#size * 2) * STRIDE + STRIDE);
      longer.set(this.#data);
      this.#data = longer;
    }
    this.#data.copyWithin((at + 1) * STRIDE, at * STRIDE, this.#size * STRIDE);
    this.#data[at * STRIDE] = row;
    this.#data[at * STRIDE + 1] = stamp;
    this.#size++;
  }

  write(w: ByteWriter): void {
    w.varint(this.#size).floats(this.#data, 0, this.#size * STRIDE);
  }

  read(r: ByteReader): void {
    this.#size = r.varint();
    this.#data = new Int32Array(Math.max(2, this.#size) * STRIDE);
    r.floats(this.#data, 0, this.#size * STRIDE);
  }

  /** At least a quarter of the entries goes at once, so that making room is seldom: those that left, then the oldest. */
  #makeRoom(isLive: (row: number, stamp: number) => boolean): void {
    const data = this.#data;
    let kept = 0;
    for (let i = 0; i < this.#size; i++) {
      const row = this.row(i);
      const stamp = this.stamp(i);
      if (!isLive(row, stamp)) continue;
      data[kept * STRIDE] = row;
      data[kept * STRIDE + 1] = stamp;
      kept++;
    }
    const gone = kept - (this.#size - Math.max(1, this.#size >> 2));
    if (gone > 0) {
      data.copyWithin(0, gone * STRIDE, kept * STRIDE);
      kept -= gone;
    }
    this.#size = kept;
  }
}
