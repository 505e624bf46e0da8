/** Entries beyond the limit that gather before the last ones go. */
const SPARE_MIN = 16;

/** Where an entry is in an order: by key, then by count, greater first; then by lot, lesser first, and by name. */
export interface Rank {
  readonly key: number;
  readonly count: number;
  /** 32 bits that are drawn by the entry's items, so that names, which take long to make, are seldom needed. */
  readonly lot: number;
}

/** A place in the order. */
export interface Place extends Rank {
  readonly name: string;
}

/** What can be put in order. */
export interface Placed extends Rank {
  readonly name: () => string;
}

/** Below 0 where `a` comes first; 0 where only the names can tell. */
const compareRanks = (a: Rank, b: Rank): number => {
  // Infinite keys are as good as each other.
  if (a.key !== b.key) return b.key > a.key ? 1 : -1;
  return a.count !== b.count ? b.count - a.count : a.lot - b.lot;
};

const compare = (a: Placed, b: Placed): number => {
  const order = compareRanks(a, b);
  if (order !== 0) return order;
  const [x, y] = [a.name(), b.name()];
  if (x === y) return 0;
  return x < y ? -1 : 1;
};

/**
 * Keeps the first `limit` entries of an order of which those behind some place are wanted. The order is total, so that
 * pages which begin where the one before ended hold everything once. O(log limit) per offer that is wanted, since entries
 * are put in order only when twice as many have come.
 */
export class Page<T extends Placed> {
  /** A key that is less is not wanted. Grows. */
  floor = Number.NEGATIVE_INFINITY;
  readonly #ceiling: number;
  readonly #limit: number;
  readonly #after: Placed | undefined;
  #kept: T[] = [];
  /** The last one that is kept, where there are as many as can be. */
  #last: T | undefined;

  /** @param after place behind which the page begins; from the first on unless said */
  constructor(limit: number, after?: Place) {
    this.#limit = limit;
    this.#ceiling = after?.key ?? Number.POSITIVE_INFINITY;
    this.#after = after === undefined ? undefined : { ...after, name: () => after.name };
  }

  /** Whether an entry with this key may be kept: asked first, most entries need not be made. O(1). */
  wants(key: number): boolean {
    return key >= this.floor && key <= this.#ceiling;
  }

  /** Whether an entry of this rank may be kept: asked before the entry is made. O(1). */
  mayKeep(rank: Rank): boolean {
    if (this.#after !== undefined && compareRanks(rank, this.#after) < 0) return false;
    return this.#last === undefined || compareRanks(rank, this.#last) <= 0;
  }

  /** Takes an entry into account. */
  offer(entry: T): void {
    if (this.#after !== undefined && compare(entry, this.#after) <= 0) return;
    if (this.#last !== undefined && compare(entry, this.#last) >= 0) return;
    this.#kept.push(entry);
    if (this.#kept.length >= 2 * this.#limit + SPARE_MIN) this.#cut();
  }

  /** In order, and the place behind which the next page begins; undefined where this one is the last. */
  take(): { readonly entries: T[]; readonly next: Place | undefined } {
    this.#cut();
    const entries = this.#kept.slice(0, this.#limit);
    const last = entries.at(-1);
    if (this.#kept.length <= this.#limit || last === undefined) return { entries, next: undefined };
    const { key, count, lot } = last;
    return { entries, next: { key, count, lot, name: last.name() } };
  }

  /** One more than the limit is kept, which says that there is another page. */
  #cut(): void {
    this.#kept.sort(compare);
    if (this.#kept.length <= this.#limit) return;
    this.#kept.length = this.#limit + 1;
    this.#last = this.#kept.at(-1);
    this.floor = this.#last?.key ?? this.floor;
  }
}
