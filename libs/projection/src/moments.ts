/**
 * Mean and scatter of vectors that come one by one, exact (Welford 1962, in its matrix form): principal components of all
 * vectors so far need no second look at any of them. Memory: k (k + 1) numbers.
 */
export class Moments {
  /** Length k of the vectors. */
  readonly length: number;
  readonly #mean: Float64Array;
  readonly #scatter: Float64Array;
  readonly #delta: Float64Array;
  #count = 0;

  constructor(length: number) {
    this.length = length;
    this.#mean = new Float64Array(length);
    this.#scatter = new Float64Array(length * length);
    this.#delta = new Float64Array(length);
  }

  /** Vectors taken. */
  get count(): number {
    return this.#count;
  }

  /** Takes the vector that begins at `at`. O(k²). */
  add(rows: ArrayLike<number>, at: number): void {
    this.#count++;
    for (let f = 0; f < this.length; f++) this.#delta[f] = (rows[at + f] ?? 0) - (this.#mean[f] ?? 0);
    for (let f = 0; f < this.length; f++)
      this.#mean[f] = (this.#mean[f] ?? 0) + (this.#delta[f] ?? 0) / this.#count;
    for (let f = 0; f < this.length; f++) {
      const rest = (rows[at + f] ?? 0) - (this.#mean[f] ?? 0);
      const row = f * this.length;
      for (let g = 0; g < this.length; g++)
        this.#scatter[row + g] = (this.#scatter[row + g] ?? 0) + rest * (this.#delta[g] ?? 0);
    }
  }

  /** Mean, `[k]`, a copy. */
  mean(): Float64Array {
    return this.#mean.slice();
  }

  /** Covariance, `[k x k]`, a copy; divided by the number of vectors. */
  covariance(): Float64Array {
    return this.#scatter.map((value) => value / Math.max(1, this.#count));
  }
}
