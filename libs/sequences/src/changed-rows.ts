/** Rows that readers are to hear of, in the order in which they came to wait. */
export class ChangedRows {
  readonly #rows = new Set<number>();

  /** How many wait. */
  get size(): number {
    return this.#rows.size;
  }

  /** Lets a row wait, at its place if it does already. */
  add(row: number): void {
    this.#rows.add(row);
  }

  delete(row: number): void {
    this.#rows.delete(row);
  }

  clear(): void {
    this.#rows.clear();
  }

  /** Takes at most `limit`; the one that waited longest first. */
  take(limit: number): readonly number[] {
    const taken: number[] = [];
    for (const row of this.#rows) {
      if (taken.length >= limit) break;
      taken.push(row);
      this.#rows.delete(row);
    }
    return taken;
  }
}
