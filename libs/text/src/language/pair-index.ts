/** Spreads two small integers over 32 bits. */
const mix = (a: number, b: number): number => {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
};

/**
 * Finds a slot by two non-negative integers: open addressing with linear probing, deletion by shifting back (Knuth,
 * TAOCP 3, 6.4 R). About 30 ns a look-up; 12 bytes a place, at most half of them in use.
 */
export class PairIndex {
  #a = new Int32Array(64);
  #b = new Int32Array(64);
  /** Slot + 1; 0 where the place is free. */
  #slots = new Int32Array(64);
  #size = 0;

  /** Pairs held. */
  get size(): number {
    return this.#size;
  }

  /** Bytes as allocated. */
  get bytes(): number {
    return this.#a.byteLength * 3;
  }

  /** Slot of a pair; −1 where it is not held. */
  get(a: number, b: number): number {
    return (this.#slots[this.#place(a, b)] ?? 0) - 1;
  }

  /** Files a pair that is not held yet. Amortised O(1). */
  set(a: number, b: number, slot: number): void {
    if ((this.#size + 1) * 2 > this.#slots.length) this.#grow();
    this.#put(this.#place(a, b), a, b, slot + 1);
    this.#size++;
  }

  /** Takes a pair out, where it is held. */
  delete(a: number, b: number): void {
    let hole = this.#place(a, b);
    if (this.#slots[hole] === 0) return;
    const mask = this.#slots.length - 1;
    for (let at = (hole + 1) & mask; this.#slots[at] !== 0; at = (at + 1) & mask) {
      const home = mix(this.#a[at] ?? 0, this.#b[at] ?? 0) & mask;
      // What lies between the hole and its home place must stay behind the hole.
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      this.#put(hole, this.#a[at] ?? 0, this.#b[at] ?? 0, this.#slots[at] ?? 0);
      hole = at;
    }
    this.#slots[hole] = 0;
    this.#size--;
  }

  #place(a: number, b: number): number {
    const mask = this.#slots.length - 1;
    let at = mix(a, b) & mask;
    while (this.#slots[at] !== 0 && (this.#a[at] !== a || this.#b[at] !== b)) at = (at + 1) & mask;
    return at;
  }

  #put(at: number, a: number, b: number, held: number): void {
    this.#a[at] = a;
    this.#b[at] = b;
    this.#slots[at] = held;
  }

  #grow(): void {
    const [a, b, slots] = [this.#a, this.#b, this.#slots];
    this.#a = new Int32Array(a.length * 2);
    this.#b = new Int32Array(a.length * 2);
    this.#slots = new Int32Array(a.length * 2);
    for (let at = 0; at < slots.length; at++) {
      if (slots[at] === 0) continue;
      this.#put(this.#place(a[at] ?? 0, b[at] ?? 0), a[at] ?? 0, b[at] ?? 0, slots[at] ?? 0);
    }
  }
}
