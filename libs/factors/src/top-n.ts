/** A row and its score. */
export interface Scored {
  readonly slot: number;
  readonly score: number;
}

/** Rows to be scored: `[slots x (k + 1)]`, vector then bias; a bias of −Infinity keeps a row out. */
export interface ScoredRows {
  readonly data: Float32Array;
  readonly width: number;
}

/**
 * The `limit` best of all rows by base + c + u·v, exactly, best first; equal scores by slot. O(slots k + slots log limit):
 * 100,000 rows of 32 factors in a few milliseconds.
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
  const k = width - 1;
  const u = Float64Array.from(vector);
  const best = new BestScores(limit);
  for (let slot = 0, at = 0; slot < slots; slot++, at += width) {
    // Four sums that do not wait for each other.
    let a = data[at + k] ?? 0;
    let b = base;
    let c = 0;
    let d = 0;
    let f = 0;
    for (; f + 3 < k; f += 4) {
      a += (u[f] ?? 0) * (data[at + f] ?? 0);
      b += (u[f + 1] ?? 0) * (data[at + f + 1] ?? 0);
      c += (u[f + 2] ?? 0) * (data[at + f + 2] ?? 0);
      d += (u[f + 3] ?? 0) * (data[at + f + 3] ?? 0);
    }
    for (; f < k; f++) a += (u[f] ?? 0) * (data[at + f] ?? 0);
    const score = a + b + (c + d);
    if (score > best.floor && !leaveOut(slot)) best.offer(slot, score);
  }
  return best.sorted();
};

/** Keeps the `limit` greatest scores offered: a binary heap with the least on top. Equal scores: the first offered stay. */
export class BestScores {
  /** Scores must exceed this to get in. −Infinity until `limit` are held. */
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
    if (!(score > this.floor)) return;
    const full = this.#scores.length >= this.#limit;
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
