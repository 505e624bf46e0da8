/** What is asked of the counts. */
export interface ItemCounts {
  count(number: number): number;
  idOf(number: number): string | undefined;
  numbers(): Iterable<number>;
}

/** Items held at least: so many more than are asked for that they are seldom found anew. */
const HELD = 256;
/** Beyond so many, those of the least counts are held no more. */
const HELD_MAX = 1_024;

/**
 * The most frequent items, exactly, without a look at all of them each time: what a basket lifts above the least count
 * that is held is held too, so nothing else has a greater one.
 */
export class TopItems {
  readonly #counts: ItemCounts;
  readonly #held = new Set<number>();
  /** Nothing that is not held has a greater count; Infinity before the first are found. */
  #least = Number.POSITIVE_INFINITY;

  constructor(counts: ItemCounts) {
    this.#counts = counts;
  }

  /** Notes that a basket was counted. O(its items). @param numbers its items */
  counted(numbers: Int32Array): void {
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i] ?? 0;
      if (this.#counts.count(number) > this.#least) this.#held.add(number);
    }
    if (this.#held.size > HELD_MAX) this.#hold([...this.#held], HELD);
  }

  /** Whether one item is more frequent than another, or as frequent and before it by name. */
  isBefore(a: number, b: number): boolean {
    return this.#compare(a, b) < 0;
  }

  /** The `size` most frequent, greatest count first, then by name. */
  list(size: number): number[] {
    const known = [...this.#held].filter((number) => this.#counts.idOf(number) !== undefined);
    const held = this.#sorted(known);
    const last = held[size - 1];
    // Of those with as many as the least some may not be held.
    if (last !== undefined && this.#counts.count(last) > this.#least) return held.slice(0, size);
    return this.#hold([...this.#counts.numbers()], Math.max(HELD, size * 4)).slice(0, size);
  }

  /** Holds the first `size` of some items, of which all others have no greater counts. @returns them, in order */
  #hold(among: readonly number[], size: number): number[] {
    const first = this.#sorted(this.#most(among, size)).slice(0, size);
    this.#held.clear();
    for (const number of first) this.#held.add(number);
    const last = first.at(-1);
    this.#least = last === undefined ? Number.POSITIVE_INFINITY : this.#counts.count(last);
    return first;
  }

  /** The items of the greatest counts, all of those with as many as the last. Cost: O(items log items), no name read. */
  #most(numbers: readonly number[], size: number): number[] {
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
