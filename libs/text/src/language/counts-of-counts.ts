/** Discount while too little is known to estimate it. */
const FIRST_GUESS = 0.75;

/** How many things came exactly once and exactly twice: what the absolute discount is estimated from. */
export class CountsOfCounts {
  #once = 0;
  #twice = 0;

  /** A thing's count went from `before` to `after`; 0 says that it is not held. */
  moved(before: number, after: number): void {
    if (before === 1) this.#once--;
    else if (before === 2) this.#twice--;
    if (after === 1) this.#once++;
    else if (after === 2) this.#twice++;
  }

  /** D = n₁ / (n₁ + 2·n₂) (Ney, Essen & Kneser 1994), between 0.1 and 0.95; 0.75 where nothing came twice. */
  get discount(): number {
    if (this.#once === 0 || this.#twice === 0) return FIRST_GUESS;
    return Math.min(0.95, Math.max(0.1, this.#once / (this.#once + 2 * this.#twice)));
  }
}
