/** Keeps the `limit` entries with the greatest keys; equal keys in order of arrival. O(log limit) per offer. */
export class Best<T> {
  readonly #limit: number;
  readonly #keyOf: (entry: T) => number;
  readonly #entries: { readonly entry: T; readonly key: number }[] = [];

  constructor(limit: number, keyOf: (entry: T) => number) {
    this.#limit = limit;
    this.#keyOf = keyOf;
  }

  /** Whether an entry with this key would be kept: asked first, most entries need not be made. O(1). */
  wants(key: number): boolean {
    if (this.#entries.length < this.#limit) return true;
    const worst = this.#entries[this.#entries.length - 1];
    return worst !== undefined && key > worst.key;
  }

  /** Takes an entry into account. */
  offer(entry: T): void {
    const key = this.#keyOf(entry);
    if (!this.wants(key)) return;
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.key ?? 0) >= key) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { entry, key });
    if (this.#entries.length > this.#limit) this.#entries.pop();
  }

  /** Best first. */
  list(): T[] {
    return this.#entries.map(({ entry }) => entry);
  }
}
