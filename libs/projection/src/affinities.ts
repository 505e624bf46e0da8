import type { NearestRows } from "./nearest.ts";

const SEARCH_STEPS = 50;
const CLOSE = 1e-5;

/**
 * P of t-SNE over nearest neighbours, (p(j|i) + p(i|j)) / 2n (van der Maaten 2014, eq. 6 to 8), made row by row. Row `i`
 * lies at `starts[i] .. starts[i + 1]`; a column that is a neighbour both ways stands twice, its parts add up.
 */
export class Affinities {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  readonly #nearest: NearestRows;
  readonly #n: number;
  readonly #perplexity: number;
  readonly #p: Float64Array;
  readonly #filled: Int32Array;
  #next = 0;

  /** @param nearest must be done. O(n · neighbours) */
  constructor(nearest: NearestRows, n: number, perplexity: number) {
    const { count, index } = nearest;
    this.#nearest = nearest;
    this.#n = n;
    this.#perplexity = Math.min(perplexity, count);
    this.#p = new Float64Array(count);
    const sizes = new Int32Array(n).fill(count);
    for (let at = 0; at < index.length; at++) {
      const j = index[at] ?? 0;
      sizes[j] = (sizes[j] ?? 0) + 1;
    }
    this.starts = new Int32Array(n + 1);
    for (let i = 0; i < n; i++) this.starts[i + 1] = (this.starts[i] ?? 0) + (sizes[i] ?? 0);
    this.columns = new Int32Array(this.starts[n] ?? 0);
    this.values = new Float64Array(this.columns.length);
    this.#filled = this.starts.slice(0, n);
  }

  /** Whether every row's part is in. */
  get done(): boolean {
    return this.#next >= this.#n;
  }

  /** Puts in what one row says of its neighbours. O(neighbours). */
  step(): void {
    const i = this.#next++;
    const { count, index } = this.#nearest;
    this.#conditional(i * count, count);
    for (let m = 0; m < count; m++) {
      const j = index[i * count + m] ?? 0;
      const value = (this.#p[m] ?? 0) / (2 * this.#n);
      this.#put(i, j, value);
      this.#put(j, i, value);
    }
  }

  #put(row: number, column: number, value: number): void {
    const at = this.#filled[row] ?? 0;
    this.#filled[row] = at + 1;
    this.columns[at] = column;
    this.values[at] = value;
  }

  /** p(j|i) with the width at which the entropy is that of `perplexity` equal neighbours. */
  #conditional(from: number, count: number): void {
    const { distance } = this.#nearest;
    const p = this.#p;
    const goal = Math.log(this.#perplexity);
    const least = distance[from] ?? 0;
    let [beta, low, high] = [1, 0, Number.POSITIVE_INFINITY];
    for (let step = 0; step < SEARCH_STEPS; step++) {
      let [sum, moment] = [0, 0];
      for (let m = 0; m < count; m++) {
        const d = (distance[from + m] ?? 0) - least;
        const x = Math.exp(-beta * d);
        p[m] = x;
        sum += x;
        moment += d * x;
      }
      for (let m = 0; m < count; m++) p[m] = (p[m] ?? 0) / sum;
      const entropy = Math.log(sum) + (beta * moment) / sum;
      if (Math.abs(entropy - goal) < CLOSE) return;
      if (entropy > goal) low = beta;
      else high = beta;
      beta = high === Number.POSITIVE_INFINITY ? beta * 2 : (low + high) / 2;
    }
  }
}
