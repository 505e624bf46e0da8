/** Entries beyond the limit that gather before the worst ones go. */
const SPARE_MIN = 16;

interface Kept<T> {
  readonly entry: T;
  readonly key: number;
}

/**
 * Keeps the `limit` entries with the greatest keys; equal keys in order of arrival. O(log limit) per offer, since they are
 * put in order only when twice as many have come.
 */
export class Best<T> {
  readonly #limit: number;
  readonly #keyOf: (entry: T) => number;
  #kept: Kept<T>[] = [];
  /** What is not greater is not among the best. */
  #floor = Number.NEGATIVE_INFINITY;

  constructor(limit: number, keyOf: (entry: T) => number) {
    this.#limit = limit;
    this.#keyOf = keyOf;
  }

  /** Whether an entry with this key may be kept: asked first, most entries need not be made. O(1). */
  wants(key: number): boolean {
    return key > this.#floor || this.#kept.length < this.#limit;
  }

  /** Takes an entry into account. */
  offer(entry: T): void {
    const key = this.#keyOf(entry);
    if (!this.wants(key)) return;
    this.#kept.push({ entry, key });
    if (this.#kept.length >= 2 * this.#limit + SPARE_MIN) this.#cut();
  }

  /** Best first. */
  list(): T[] {
    this.#cut();
    return this.#kept.map(({ entry }) => entry);
  }

  #cut(): void {
    // Infinite keys are as good as each other.
    this.#kept.sort((a, b) => (a.key === b.key ? 0 : b.key - a.key));
    if (this.#kept.length < this.#limit) return;
    this.#kept.length = this.#limit;
    this.#floor = this.#kept.at(-1)?.key ?? Number.POSITIVE_INFINITY;
  }
}
