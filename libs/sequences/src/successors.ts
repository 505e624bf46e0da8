import type { ByteReader, ByteWriter } from "@millrace/state";

/** Numbers kept of a successor: slot of the page, its serial, how often. */
const COLUMNS = 3;
/** A count stays here once it has come so far. */
const COUNT_MAX = 0x7fffffff;

/** A page's serial by slot; a slot that is given to another page gets another serial. 0 is no page. */
export interface Serials {
  readonly data: Int32Array;
}

/**
 * What came after one page: up to `limit` pages with counts, most frequent first. When it is full a newcomer takes the
 * place of the least frequent and its count plus one (Space-Saving, Metwally et al. 2005), so every count is at most
 * departures / limit too high, the counts add up to the departures at most, and a page that follows in more than 1 of
 * `limit` departures is never missing.
 *
 * A successor whose serial is no longer that of its slot has left; it is skipped until {@link forgetGone} takes it out.
 */
export class Successors {
  /** Slots, serials and counts one after the other, each `#room` long: what is searched for lies together. */
  #data: Int32Array;
  #room: number;
  #size = 0;

  constructor(capacity = 4) {
    this.#room = capacity;
    this.#data = new Int32Array(capacity * COLUMNS);
  }

  /** Places taken, also by pages that have left. */
  get size(): number {
    return this.#size;
  }

  /** Slot of the i-th successor, or −1 where that page has left. */
  slot(i: number, serials: Serials): number {
    const slot = this.#data[i] ?? -1;
    return serials.data[slot] === this.#data[this.#room + i] ? slot : -1;
  }

  /** Serial of the i-th successor. */
  serial(i: number): number {
    return this.#data[this.#room + i] ?? 0;
  }

  /** Count of the i-th successor; never grows with i. */
  count(i: number): number {
    return this.#data[2 * this.#room + i] ?? 0;
  }

  /** Position of a page, or −1. O(size), the frequent first. */
  find(slot: number, serial: number): number {
    const data = this.#data;
    const size = this.#size;
    for (let i = 0; i < size; i++) if (data[i] === slot && data[this.#room + i] === serial) return i;
    return -1;
  }

  /** Counts `by` more departures to a page. O(size). @returns whether another page had to make room. */
  add(slot: number, serial: number, limit: number, by = 1): boolean {
    let at = this.find(slot, serial);
    const full = at < 0 && this.#size >= limit;
    if (at < 0) {
      at = full ? this.#size - 1 : this.#size;
      this.#put(at, slot, serial, full ? this.count(at) : 0);
    }
    this.#raise(at, by);
    return full;
  }

  /** Takes out the pages that have left. O(size). */
  forgetGone(serials: Serials): void {
    let kept = 0;
    for (let i = 0; i < this.#size; i++) {
      if (this.slot(i, serials) < 0) continue;
      for (let from = 0; from < COLUMNS * this.#room; from += this.#room)
        this.#data[from + kept] = this.#data[from + i] ?? 0;
      kept++;
    }
    this.#size = kept;
  }

  /** Appends a successor with a count not above that of the one before: how a list is read back. */
  append(slot: number, serial: number, count: number): void {
    this.#put(this.#size, slot, serial, count);
  }

  /** All places as they are, also of pages that have left. */
  write(w: ByteWriter): void {
    w.varint(this.#size);
    for (let i = 0; i < this.#size; i++)
      w.varint(this.#data[i] ?? 0)
        .varint(this.serial(i))
        .varint(this.count(i));
  }

  /** What {@link write} wrote, into an empty list. */
  read(r: ByteReader): void {
    const size = r.varint();
    for (let i = 0; i < size; i++) this.append(r.varint(), r.varint(), r.varint());
  }

  #put(at: number, slot: number, serial: number, count: number): void {
    if (at >= this.#room) this.#grow();
    const room = this.#room;
    this.#data[at] = slot;
    this.#data[room + at] = serial;
    this.#data[2 * room + at] = count;
    this.#size = Math.max(this.#size, at + 1);
  }

  #grow(): void {
    const [old, room] = [this.#data, this.#room];
    this.#data = new Int32Array(old.length * 2);
    this.#room = room * 2;
    for (let column = 0; column < COLUMNS; column++)
      this.#data.set(old.subarray(column * room, column * room + this.#size), column * this.#room);
  }

  /** `by` more for the successor at `from`, which takes the place of the first that has fewer: those move down by one. */
  #raise(from: number, by: number): void {
    const data = this.#data;
    const room = this.#room;
    const count = Math.min(COUNT_MAX, this.count(from) + by);
    const slot = data[from] ?? 0;
    const serial = data[room + from] ?? 0;
    let to = from;
    for (; to > 0 && (data[2 * room + to - 1] ?? 0) < count; to--) {
      data[to] = data[to - 1] ?? 0;
      data[room + to] = data[room + to - 1] ?? 0;
      data[2 * room + to] = data[2 * room + to - 1] ?? 0;
    }
    this.#put(to, slot, serial, count);
  }
}
