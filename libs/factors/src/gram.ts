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
    for (let f = 0; f < k; f++) {
      const x = sign * (rows[at + f] ?? 0);
      for (let g = 0; g < k; g++)
        this.sums[f * k + g] = (this.sums[f * k + g] ?? 0) + x * (rows[at + g] ?? 0);
    }
  }

  write(w: ByteWriter): void {
    w.floats(this.sums);
  }

  read(r: ByteReader): void {
    r.floats(this.sums);
  }
}
