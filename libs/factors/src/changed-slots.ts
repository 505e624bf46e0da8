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

  /** Takes at most `limit` away and gives them: those that have been there longest, where one deleted in between stands where it stood. */
  take(limit: number): number[] {
    const taken: number[] = [];
    let n = 0;
    for (; n < this.#slots.length && taken.length < limit; n++) {
      const slot = this.#slots[n] ?? 0;
      // One that was deleted and added again stands there twice.
      if (this.#is[slot] !== 1) continue;
      this.#is[slot] = 0;
      taken.push(slot);
    }
    this.#slots = this.#slots.slice(n);
    return taken;
  }

  #grow(slot: number): void {
    const is = new Uint8Array(Math.max(slot + 1, this.#is.length * 2));
    is.set(this.#is);
    this.#is = is;
  }
}
