/** Nearest rows of each row: `count` of them a row, in `[n x count]`, nearest first. */
export class NearestRows {
  readonly count: number;
  readonly index: Int32Array;
  /** Squared Euclidean distances. */
  readonly distance: Float64Array;
  readonly #rows: ArrayLike<number>;
  readonly #n: number;
  readonly #k: number;
  #next = 0;

  /** @param rows `[n x k]`. */
  constructor(rows: ArrayLike<number>, n: number, k: number, count: number) {
    this.count = Math.max(0, Math.min(count, n - 1));
    this.index = new Int32Array(n * this.count);
    this.distance = new Float64Array(n * this.count);
    this.#rows = rows;
    this.#n = n;
    this.#k = k;
  }

  /** Whether every row has its neighbours. */
  get done(): boolean {
    return this.#next >= this.#n;
  }

  /** Finds those of one more row, by looking at all: O(n k). */
  step(): void {
    const self = this.#next++;
    const start = self * this.count;
    let held = 0;
    for (let other = 0; other < this.#n && this.count > 0; other++) {
      if (other === self) continue;
      const worst = held < this.count ? Number.POSITIVE_INFINITY : (this.distance[start + held - 1] ?? 0);
      const d = this.#distance(self, other, worst);
      if (d >= worst) continue;
      let at = held < this.count ? held++ : held - 1;
      while (at > 0 && (this.distance[start + at - 1] ?? 0) > d) {
        this.distance[start + at] = this.distance[start + at - 1] ?? 0;
        this.index[start + at] = this.index[start + at - 1] ?? 0;
        at--;
      }
      this.distance[start + at] = d;
      this.index[start + at] = other;
    }
  }

  #distance(a: number, b: number, enough: number): number {
    const [rows, k] = [this.#rows, this.#k];
    let sum = 0;
    for (let f = 0; f < k && sum < enough; f++) sum += ((rows[a * k + f] ?? 0) - (rows[b * k + f] ?? 0)) ** 2;
    return sum;
  }
}
