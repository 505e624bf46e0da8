import type { ByteReader, ByteWriter } from "@millrace/state";

/**
 * S = Σ x xᵀ over all rows of one side, kept as rows come, change and leave: what makes the loss over everything that a
 * user did not touch cost O(k²) instead of one term for each item (Hu, Koren & Volinsky 2008). `[k x k]`, symmetric.
 */
export class Gram {
  /** Row-major `[k x k]`. */
  readonly sums: Float64Array;
  readonly #k: number;

  constructor(factors: number) {
    this.#k = factors;
    this.sums = new Float64Array(factors * factors);
  }

  /** Adds (sign 1) or takes away (sign −1) the row at `at`. O(k²). */
  shift(rows: Float32Array | Float64Array, at: number, sign: 1 | -1): void {
    const k = this.#k;
    const { sums } = this;
    for (let f = 0, to = 0; f < k; f++) {
      const x = sign * (rows[at + f] ?? 0);
      for (let g = 0; g < k; g++, to++) sums[to] = (sums[to] ?? 0) + x * (rows[at + g] ?? 0);
    }
  }

  /** Takes `former` away and adds the row at `at`: what two calls of {@link shift} do, at half the cost. */
  move(former: Float64Array, rows: Float32Array, at: number): void {
    const k = this.#k;
    const { sums } = this;
    for (let f = 0; f < k; f++) {
      const before = former[f] ?? 0;
      const now = rows[at + f] ?? 0;
      for (let g = 0; g <= f; g++) {
        const sum = (sums[f * k + g] ?? 0) + (now * (rows[at + g] ?? 0) - before * (former[g] ?? 0));
        sums[f * k + g] = sum;
        sums[g * k + f] = sum;
      }
    }
  }

  write(w: ByteWriter): void {
    w.floats(this.sums);
  }

  read(r: ByteReader): void {
    r.floats(this.sums);
  }
}
