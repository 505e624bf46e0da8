/** Places and features of the items that may come next: scratch of one prediction, no part of any state. */
export class Candidates {
  readonly width: number;
  #places = new Int32Array(1024);
  #stamps = new Int32Array(1024);
  #slots = new Int32Array(512);
  #features: Float64Array;
  #stamp = 1;
  #count = 0;

  /** @param width features of each. */
  constructor(width: number) {
    this.width = width;
    this.#features = new Float64Array(512 * width);
  }

  get count(): number {
    return this.#count;
  }

  /** `[count x width]`, row-major. */
  get features(): Float64Array {
    return this.#features;
  }

  /** Empties it. */
  clear(): void {
    this.#count = 0;
    if (++this.#stamp < 0x7fffffff) return;
    this.#stamps.fill(0);
    this.#stamp = 1;
  }

  /** Slot of a candidate. */
  slot(place: number): number {
    return this.#slots[place] ?? -1;
  }

  /** Place of a slot among the candidates, or −1. */
  place(slot: number): number {
    return this.#stamps[slot] === this.#stamp ? (this.#places[slot] ?? -1) : -1;
  }

  /** Makes a slot a candidate, once. */
  add(slot: number): void {
    if (slot < 0 || this.#stamps[slot] === this.#stamp) return;
    if (slot >= this.#stamps.length) {
      const length = Math.max(slot + 1, this.#stamps.length * 2);
      this.#stamps = longer(this.#stamps, length);
      this.#places = longer(this.#places, length);
    }
    if (this.#count === this.#slots.length) {
      this.#slots = longer(this.#slots, this.#count * 2);
      const features = new Float64Array(this.#count * 2 * this.width);
      features.set(this.#features);
      this.#features = features;
    }
    this.#stamps[slot] = this.#stamp;
    this.#places[slot] = this.#count;
    this.#slots[this.#count++] = slot;
  }
}

const longer = (old: Int32Array, length: number): Int32Array<ArrayBuffer> => {
  const grown = new Int32Array(length);
  grown.set(old);
  return grown;
};
