import { ByteReader, ByteWriter, type Chunk, requireChunk, type Stateful } from "@millrace/state";

/** What the blend weighs, in the order of its weights: factors, neighbouring items, trend, popularity. */
export const BLENDED = 4;

/** Weights before anybody chose anything. */
const PRIOR: readonly number[] = [3, 4, 1, 2];
/** How much less each older choice says: some 500 count. */
const FADE = 0.998;
const WEIGHT_MAX = 300;

/**
 * Learns what factors, neighbours, trend and popularity are worth from what people turned to: a conditional logit (McFadden
 * 1974) over all items that the user had not touched, P(j) ∝ exp(w·x_j), one step for each along
 * its slope over what is known of the weight: the information of all choices before (the diagonal of the natural gradient, Amari
 * 1998), so that a source of small numbers learns as fast as one of large ones. Popularity
 * is the logarithm of a count, so that its weight is an exponent: where nothing else says anything, P is a power of the
 * count. Weights lie in 0..300. State: 2 x 4 numbers.
 */
export class RankBlend implements Stateful {
  readonly #weights = Float64Array.from(PRIOR);
  readonly #information = new Float64Array(BLENDED);
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
    for (let s = 0; s < BLENDED; s++) {
      const by = slope[s] ?? 0;
      const known = FADE * (this.#information[s] ?? 0) + by * by;
      this.#information[s] = known;
      // The prior is worth one choice: believed to within twice itself.
      const prior = (2 * (PRIOR[s] ?? 1)) ** -2;
      const weight = (this.#weights[s] ?? 0) + by / (prior + known);
      this.#weights[s] = Math.min(WEIGHT_MAX, Math.max(0, weight));
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

  #bytes(): Uint8Array {
    return new ByteWriter(80).varint(this.#choices).floats(this.#weights).floats(this.#information).finish();
  }
}
