/** What is asked of the counts. */
export interface ItemCounts {
  count(number: number): number;
  idOf(number: number): string | undefined;
  numbers(): Iterable<number>;
}

/** Items held at least: so many more than are asked for that they are seldom found anew. */
const HELD = 256;

/**
 * The most frequent items, exactly, without sorting all of them each time: a basket adds at most one to any count, so
 * an item that was below a long list cannot be in the first places before as many baskets have come as lie between.
 */
export class TopItems {
  readonly #counts: ItemCounts;
  #held: number[] = [];
  /** Nothing else had a greater count when these were found. */
  #least = 0;
  /** Baskets counted since. */
  #since = 0;

  constructor(counts: ItemCounts) {
    this.#counts = counts;
  }

  /** Notes that a basket was counted. */
  counted(): void {
    this.#since++;
  }

  /** Whether one item is more frequent than another, or as frequent and before it by name. */
  isBefore(a: number, b: number): boolean {
    return this.#compare(a, b) < 0;
  }

  /** The `size` most frequent, greatest count first, then by name. */
  list(size: number): number[] {
    const held = this.#sorted(this.#held.filter((number) => this.#counts.idOf(number) !== undefined));
    const last = held[size - 1];
    if (last !== undefined && this.#counts.count(last) > this.#least + this.#since)
      return held.slice(0, size);
    this.#held = this.#sorted(this.#most(Math.max(HELD, size * 4))).slice(0, Math.max(HELD, size * 4));
    this.#least = this.#counts.count(this.#held.at(-1) ?? -1);
    this.#since = 0;
    return this.#held.slice(0, size);
  }

  /** The items of the greatest counts, all of those with as many as the last. Cost: O(items log items), no name read. */
  #most(size: number): number[] {
    const numbers = [...this.#counts.numbers()];
    const counts = Float64Array.from(numbers, (number) => this.#counts.count(number)).sort();
    const least = counts[counts.length - size] ?? 0;
    return numbers.filter((number) => this.#counts.count(number) >= least);
  }

  #sorted(numbers: number[]): number[] {
    return numbers.sort((a, b) => this.#compare(a, b));
  }

  #compare(a: number, b: number): number {
    const more = this.#counts.count(b) - this.#counts.count(a);
    if (more !== 0 || a === b) return more;
    return (this.#counts.idOf(a) ?? "") < (this.#counts.idOf(b) ?? "") ? -1 : 1;
  }
}
