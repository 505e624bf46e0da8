import { ByteReader, ByteWriter, type Chunk, requireChunk, type Stateful } from "@millrace/state";
import { cholesky, solveUpper } from "./cholesky.ts";

/** What the blend weighs, in the order of its weights: factors, neighbouring items, trend, popularity. */
export const BLENDED = 4;

/** Weights before anybody chose anything. */
const PRIOR: readonly number[] = [3, 4, 1, 2];
/** How much less each older choice says: some 500 count. */
const FADE = 0.998;
const WEIGHT_MAX = 300;

/**
 * Learns what factors, neighbours, trend and popularity are worth from what people turned to: a conditional logit (McFadden
 * 1974) over all items that the user had not touched, P(j) ∝ exp(w·x_j), one step for each along its slope by the inverse of
 * what is known of the weights: the information of all choices before, Σ g gᵀ (the natural gradient, Amari 1998; the online
 * Newton step, Hazan, Agarwal & Kale 2007), so that a source of small numbers learns as fast as one of large ones, and two that say
 * much the same share what they are worth. Popularity
 * is the logarithm of a count, so that its weight is an exponent: where nothing else says anything, P is a power of the
 * count. Weights lie in 0..300. State: 4 + 16 numbers. O(4³) a choice.
 */
export class RankBlend implements Stateful {
  readonly #weights = Float64Array.from(PRIOR);
  /** `[BLENDED x BLENDED]`, the lower triangle. */
  readonly #information = new Float64Array(BLENDED * BLENDED);
  #choices = 0;

  /** In the order that {@link BLENDED} tells. */
  get weights(): Float64Array {
    return this.#weights;
  }

  /** Choices learned from. */
  get choices(): number {
    return this.#choices;
  }

  /** Takes one step. @param slope x of what was chosen less its expectation over all items, by the weights as they are. */
  learn(slope: Float64Array): void {
    for (let s = 0; s < BLENDED; s++)
      for (let r = 0; r <= s; r++) {
        const at = s * BLENDED + r;
        this.#information[at] = FADE * (this.#information[at] ?? 0) + (slope[s] ?? 0) * (slope[r] ?? 0);
      }
    let free = PRIOR.map((_, s) => s);
    // A weight of 0 that the step would take below stays, and the others step without it.
    for (let stuck = true; stuck && free.length > 0; ) {
      const step = this.#step(slope, free);
      const left = free.filter((s, n) => (this.#weights[s] ?? 0) > 0 || (step[n] ?? 0) >= 0);
      stuck = left.length < free.length;
      if (!stuck)
        for (const [n, s] of free.entries())
          this.#weights[s] = Math.min(WEIGHT_MAX, Math.max(0, (this.#weights[s] ?? 0) + (step[n] ?? 0)));
      free = left;
    }
    this.#choices++;
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "blend", revision: this.#choices, bytes: () => this.#bytes() };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "blend"));
    this.#choices = r.varint();
    r.floats(this.#weights);
    r.floats(this.#information);
  }

  /** The slope over what is known, for some of the weights. */
  #step(slope: Float64Array, free: readonly number[]): Float64Array {
    const size = free.length;
    const matrix = new Float64Array((size + 1) * size);
    for (const [p, s] of free.entries()) {
      for (let q = 0; q <= p; q++)
        matrix[p * size + q] = this.#information[s * BLENDED + (free[q] ?? 0)] ?? 0;
      // The prior is worth one choice: believed to within twice itself.
      matrix[p * size + p] = (matrix[p * size + p] ?? 0) + (2 * (PRIOR[s] ?? 1)) ** -2;
      matrix[size * size + p] = slope[s] ?? 0;
    }
    cholesky(matrix, size, size + 1, size);
    const step = new Float64Array(size);
    solveUpper(matrix, size, size, matrix.subarray(size * size), step);
    return step;
  }

  #bytes(): Uint8Array {
    return new ByteWriter(192).varint(this.#choices).floats(this.#weights).floats(this.#information).finish();
  }
}
