/** Scores of some slots, emptied in O(1): scratch of one prediction, no part of any state. */
export class SparseScores {
  #stamps = new Int32Array(1024);
  #values = new Float64Array(1024);
  #slots = new Int32Array(256);
  #stamp = 1;
  #size = 0;
  #total = 0;

  /** Slots scored. */
  get size(): number {
    return this.#size;
  }

  /** Sum of all scores. */
  get total(): number {
    return this.#total;
  }

  /** Empties it. */
  clear(): void {
    this.#size = 0;
    this.#total = 0;
    if (++this.#stamp < 0x7fffffff) return;
    this.#stamps.fill(0);
    this.#stamp = 1;
  }

  /** The i-th slot, in the order in which they came. */
  slot(i: number): number {
    return this.#slots[i] ?? -1;
  }

  /** Score of a slot; 0 where it has none. */
  get(slot: number): number {
    return this.#stamps[slot] === this.#stamp ? (this.#values[slot] ?? 0) : 0;
  }

  /** Whether a slot was scored. */
  has(slot: number): boolean {
    return this.#stamps[slot] === this.#stamp;
  }

  /** Adds to a slot's score. */
  add(slot: number, by: number): void {
    if (slot >= this.#stamps.length) this.#widen(slot);
    this.#total += by;
    if (this.#stamps[slot] === this.#stamp) {
      this.#values[slot] = (this.#values[slot] ?? 0) + by;
      return;
    }
    if (this.#size === this.#slots.length) {
      const longer = new Int32Array(this.#size * 2);
      longer.set(this.#slots);
      this.#slots = longer;
    }
    this.#stamps[slot] = this.#stamp;
    this.#values[slot] = by;
    this.#slots[this.#size++] = slot;
  }

  #widen(slot: number): void {
    const length = Math.max(slot + 1, this.#stamps.length * 2);
    const stamps = new Int32Array(length);
    const values = new Float64Array(length);
    stamps.set(this.#stamps);
    values.set(this.#values);
    this.#stamps = stamps;
    this.#values = values;
  }
}
