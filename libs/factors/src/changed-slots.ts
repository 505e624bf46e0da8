/** Slots that changed, each once, in the order of their first change: several times as fast as a set. Bytes: 1 for each slot seen. */
export class ChangedSlots {
  #slots: number[] = [];
  #is = new Uint8Array(64);

  /** Adds a slot. O(1) but growth. */
  add(slot: number): void {
    if (slot >= this.#is.length) this.#grow(slot);
    if (this.#is[slot] === 1) return;
    this.#is[slot] = 1;
    this.#slots.push(slot);
  }

  /** Takes a slot away; one that is not there, such as −1, is passed over. */
  delete(slot: number): void {
    if (slot >= 0 && slot < this.#is.length) this.#is[slot] = 0;
  }

  /** All slots that are there, which are taken away with that. */
  take(): number[] {
    const slots = this.#slots;
    this.#slots = [];
    // One that was deleted and added again stands there twice.
    return slots.filter((slot) => {
      const is = this.#is[slot] === 1;
      this.#is[slot] = 0;
      return is;
    });
  }

  #grow(slot: number): void {
    const is = new Uint8Array(Math.max(slot + 1, this.#is.length * 2));
    is.set(this.#is);
    this.#is = is;
  }
}
