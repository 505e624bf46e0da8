/** A set of slots that is emptied in O(1): scratch for one ranking, no part of any state. */
export class SlotMarks {
  #stamps = new Int32Array(1024);
  #stamp = 1;

  /** Empties the set. */
  clear(): void {
    if (++this.#stamp < 0x7fffffff) return;
    this.#stamps.fill(0);
    this.#stamp = 1;
  }

  add(slot: number): void {
    if (slot >= this.#stamps.length) {
      const grown = new Int32Array(Math.max(slot + 1, this.#stamps.length * 2));
      grown.set(this.#stamps);
      this.#stamps = grown;
    }
    this.#stamps[slot] = this.#stamp;
  }

  has(slot: number): boolean {
    return this.#stamps[slot] === this.#stamp;
  }
}
