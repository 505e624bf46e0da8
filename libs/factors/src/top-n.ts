/** A row and its score. */
export interface Scored {
  readonly slot: number;
  readonly score: number;
}

/** Rows to be scored: `[slots x (k + 1)]`, vector then bias; a bias of −Infinity keeps a row out. */
export interface ScoredRows {
  readonly data: Float32Array;
  readonly width: number;
  /** By slot, what {@link reachOf} says; rows that cannot get in are then passed over unread. */
  readonly reach?: { readonly data: Float32Array };
}

/** What rounding may hide of a length, and of a sum as a share of it: more than 256 additions can lose. */
const ROUNDED_UP = 1 + 1e-6;
const LOST = 1e-12;

/** |v| of the row at `at`, rounded up: no u·v is greater than |u| times it (Cauchy 1821). O(k). */
export const reachOf = (data: Float32Array, at: number, k: number): number => {
  let squares = 0;
  for (let f = at; f < at + k; f++) squares += (data[f] ?? 0) ** 2;
  return Math.sqrt(squares) * ROUNDED_UP;
};

/** Stands in where no reach is told: every row is read. */
const BOUNDLESS = new Float32Array();

/**
 * The `limit` best of all rows by base + c + u·v, exactly, best first; equal scores by slot. O(slots k + slots log limit):
 * 100,000 rows of 32 factors in a few milliseconds, and less where most vectors are short beside those of the best: of four rows
 * whose reach is told to be too small none is read.
 *
 * @param vector u, `[k]`.
 * @param base what all scores have in common: μ + b.
 * @param slots rows used, from 0.
 * @param leaveOut whether a slot is not wanted; asked only of those that would get into the list.
 */
export const topN = (
  vector: ArrayLike<number>,
  base: number,
  limit: number,
  leaveOut: (slot: number) => boolean,
  rows: ScoredRows,
  slots: number,
): Scored[] => {
  const { data, width } = rows;
  const reach = rows.reach?.data ?? BOUNDLESS;
  const k = width - 1;
  const u = Float64Array.from(vector);
  let squares = 0;
  for (let f = 0; f < k; f++) squares += (u[f] ?? 0) ** 2;
  const length = Math.sqrt(squares);
  const best = new BestScores(limit);
  const offer = (slot: number, score: number): void => {
    if (!leaveOut(slot)) best.offer(slot, score);
  };
  // Four rows at a time: each number of the vector is read once for all, and four sums do not wait for each other.
  let slot = 0;
  for (let at = 0; slot + 3 < slots; slot += 4, at += 4 * width) {
    const [second, third, fourth] = [at + width, at + 2 * width, at + 3 * width];
    let a = base + (data[at + k] ?? 0);
    let b = base + (data[second + k] ?? 0);
    let c = base + (data[third + k] ?? 0);
    let d = base + (data[fourth + k] ?? 0);
    const cut = best.floor - Math.abs(best.floor) * LOST;
    // Without reach the bounds are infinite or no numbers: below nothing.
    if (
      a + length * (reach[slot] ?? Number.POSITIVE_INFINITY) < cut &&
      b + length * (reach[slot + 1] ?? Number.POSITIVE_INFINITY) < cut &&
      c + length * (reach[slot + 2] ?? Number.POSITIVE_INFINITY) < cut &&
      d + length * (reach[slot + 3] ?? Number.POSITIVE_INFINITY) < cut
    )
      continue;
    for (let f = 0; f < k; f++) {
      const x = u[f] ?? 0;
      a += x * (data[at + f] ?? 0);
      b += x * (data[second + f] ?? 0);
      c += x * (data[third + f] ?? 0);
      d += x * (data[fourth + f] ?? 0);
    }
    if (a > best.floor) offer(slot, a);
    if (b > best.floor) offer(slot + 1, b);
    if (c > best.floor) offer(slot + 2, c);
    if (d > best.floor) offer(slot + 3, d);
  }
  for (; slot < slots; slot++) {
    let score = base + (data[slot * width + k] ?? 0);
    for (let f = 0; f < k; f++) score += (u[f] ?? 0) * (data[slot * width + f] ?? 0);
    if (score > best.floor) offer(slot, score);
  }
  return best.sorted();
};

/** Keeps the `limit` greatest scores offered, of equals the lowest slots: a binary heap with the least on top. */
export class BestScores {
  /** Lower scores do not get in, nor as low ones of later slots. −Infinity until `limit` are held. */
  floor = Number.NEGATIVE_INFINITY;
  readonly #limit: number;
  readonly #slots: number[] = [];
  readonly #scores: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
    if (limit <= 0) this.floor = Number.POSITIVE_INFINITY;
  }

  /** O(log limit). */
  offer(slot: number, score: number): void {
    if (!(score >= this.floor)) return;
    const full = this.#scores.length >= this.#limit;
    if (full && this.#worse(score, slot, 0)) return;
    if (full) this.#sink(slot, score);
    else this.#rise(slot, score);
    if (this.#scores.length >= this.#limit) this.floor = this.#scores[0] ?? this.floor;
  }

  /** Best first. */
  sorted(): Scored[] {
    return this.#slots
      .map((slot, n) => ({ slot, score: this.#scores[n] ?? 0 }))
      .sort((a, b) => b.score - a.score || a.slot - b.slot);
  }

  #rise(slot: number, score: number): void {
    let at = this.#scores.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#worse(score, slot, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#scores[at] = score;
    this.#slots[at] = slot;
  }

  #sink(slot: number, score: number): void {
    const size = this.#scores.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#worse(this.#scores[child + 1] ?? 0, this.#slots[child + 1] ?? 0, child))
        child++;
      if (this.#worse(score, slot, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#scores[at] = score;
    this.#slots[at] = slot;
  }

  /** Whether (score, slot) leaves before the entry at `at`: less, or equal and later. */
  #worse(score: number, slot: number, at: number): boolean {
    const other = this.#scores[at] ?? 0;
    return score < other || (score === other && slot > (this.#slots[at] ?? 0));
  }

  #move(from: number, to: number): void {
    this.#scores[to] = this.#scores[from] ?? 0;
    this.#slots[to] = this.#slots[from] ?? 0;
  }
}
