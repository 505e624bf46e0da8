/** Which blocks changed since somebody last asked. Marking one takes a nanosecond; asking looks at every block once. */
export class ChangedBlocks {
  #marks = new Uint8Array(64);

  /** Notes that a block changed. @param block a whole number from 0. */
  mark(block: number): void {
    if (block >= this.#marks.length) {
      const grown = new Uint8Array(block * 2);
      grown.set(this.#marks);
      this.#marks = grown;
    }
    this.#marks[block] = 1;
  }

  /** The blocks that changed since the last call, in order. */
  take(): readonly number[] {
    const changed: number[] = [];
    for (let block = this.#marks.indexOf(1); block >= 0; block = this.#marks.indexOf(1, block + 1))
      changed.push(block);
    this.#marks.fill(0);
    return changed;
  }
}
