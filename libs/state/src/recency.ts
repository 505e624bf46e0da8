import type { ByteReader, ByteWriter } from "./codec.ts";

/** Slots in order of their last touch: a doubly linked list over two integer arrays. Every operation is O(1). */
export class RecencyList {
  #older: Int32Array = new Int32Array(0);
  #newer: Int32Array = new Int32Array(0);
  #oldest = -1;
  #newest = -1;
  readonly #changed: (slot: number) => void;

  /** @param changed told of every slot whose links changed. */
  constructor(changed: (slot: number) => void) {
    this.#changed = changed;
  }

  /** The slot touched longest ago, or −1. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The slot touched last, or −1. */
  get newest(): number {
    return this.#newest;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#older.byteLength * 2;
  }

  /** Makes room for slots below `slots`. */
  grow(slots: number): void {
    const wider = (old: Int32Array): Int32Array => {
      const made = new Int32Array(slots);
      made.set(old);
      return made;
    };
    this.#older = wider(this.#older);
    this.#newer = wider(this.#newer);
  }

  /** Puts a slot that is not in the list at the young end. */
  link(slot: number): void {
    this.#older[slot] = this.#newest;
    this.#newer[slot] = -1;
    if (this.#newest >= 0) {
      this.#newer[this.#newest] = slot;
      this.#changed(this.#newest);
    } else this.#oldest = slot;
    this.#newest = slot;
  }

  /** Takes a slot out. */
  unlink(slot: number): void {
    const older = this.#older[slot] ?? -1;
    const newer = this.#newer[slot] ?? -1;
    if (older >= 0) {
      this.#newer[older] = newer;
      this.#changed(older);
    } else this.#oldest = newer;
    if (newer >= 0) {
      this.#older[newer] = older;
      this.#changed(newer);
    } else this.#newest = older;
  }

  /** Writes both ends. */
  writeEnds(w: ByteWriter): void {
    w.zigzag(this.#oldest).zigzag(this.#newest);
  }

  /** Reads both ends. */
  readEnds(r: ByteReader): void {
    this.#oldest = r.zigzag();
    this.#newest = r.zigzag();
  }

  /** Writes a slot's neighbours. */
  writeLinks(slot: number, w: ByteWriter): void {
    w.zigzag(this.#older[slot] ?? -1).zigzag(this.#newer[slot] ?? -1);
  }

  /** Reads a slot's neighbours. */
  readLinks(slot: number, r: ByteReader): void {
    this.#older[slot] = r.zigzag();
    this.#newer[slot] = r.zigzag();
  }
}
