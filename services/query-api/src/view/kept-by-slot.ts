/** A number of each slot that is worked out when first asked for, until everything changes. Bytes: 12 for each slot asked for. */
export class KeptBySlot {
  #values = new Float64Array(64);
  #since = new Int32Array(64);
  #now = 1;

  /** What `compute` says of a slot, asked once between two calls of {@link forget}. @param slot 0 or more. */
  get(slot: number, compute: (slot: number) => number): number {
    if (this.#since[slot] === this.#now) return this.#values[slot] ?? 0;
    if (slot >= this.#values.length) this.#grow(slot);
    const value = compute(slot);
    this.#values[slot] = value;
    this.#since[slot] = this.#now;
    return value;
  }

  /** Forgets all of them. O(1). */
  forget(): void {
    this.#now++;
  }

  #grow(slot: number): void {
    const length = Math.max(slot + 1, this.#values.length * 2);
    const values = new Float64Array(length);
    values.set(this.#values);
    this.#values = values;
    const since = new Int32Array(length);
    since.set(this.#since);
    this.#since = since;
  }
}
