/** Sums by slot that are emptied as fast as they were filled: scratch space. Bytes: 9 for each slot seen. */
export class SlotSums {
  /** Slots that were added to since the last `clear`, in order of first addition. */
  readonly touched: number[] = [];
  #values = new Float64Array(64);
  #seen = new Uint8Array(64);

  /** The sum of a slot. */
  get(slot: number): number {
    return this.#values[slot] ?? 0;
  }

  /** Adds to a slot's sum. O(1) but growth. */
  add(slot: number, by: number): void {
    if (slot >= this.#values.length) this.#grow(slot);
    if (this.#seen[slot] === 0) {
      this.#seen[slot] = 1;
      this.touched.push(slot);
    }
    this.#values[slot] = (this.#values[slot] ?? 0) + by;
  }

  /** Empties all sums. O(slots touched). */
  clear(): void {
    for (const slot of this.touched) {
      this.#values[slot] = 0;
      this.#seen[slot] = 0;
    }
    this.touched.length = 0;
  }

  #grow(slot: number): void {
    const length = Math.max(slot + 1, this.#values.length * 2);
    const values = new Float64Array(length);
    values.set(this.#values);
    this.#values = values;
    const seen = new Uint8Array(length);
    seen.set(this.#seen);
    this.#seen = seen;
  }
}
