import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
} from "@millrace/state";

/** Ranges of the probability in which stars are looked at together. */
const BINS = 20;
/** Weight of what all texts say beside a bin's own, in texts. */
const PRIOR_TEXTS = 5;
/** Mean and deviation of stars before anything is known. */
const FIRST = { mean: 3.5, variance: 1.5 };

/** Stars that a text without stars stands for. */
export interface EstimatedRating {
  /** 0.5 to 5. */
  readonly rating: number;
  /** Standard deviation of the stars of texts that sounded alike. */
  readonly deviation: number;
}

/**
 * What stars go with a probability of positive: mean and spread of the stars of the texts that had about the same
 * probability before their stars were seen, drawn to the mean of all while they are few. 480 bytes.
 */
export class RatingEstimate implements Stateful {
  /** Texts, sum of stars, sum of squares, for each bin and, last, for all. */
  readonly #sums = new Float64Array((BINS + 1) * 3);
  #texts = 0;

  /** Takes in that a text with this probability came with these stars. */
  learn(probability: number, stars: number): void {
    this.#texts++;
    for (const bin of [binOf(probability), BINS]) {
      this.#sums[bin * 3] = (this.#sums[bin * 3] ?? 0) + 1;
      this.#sums[bin * 3 + 1] = (this.#sums[bin * 3 + 1] ?? 0) + stars;
      this.#sums[bin * 3 + 2] = (this.#sums[bin * 3 + 2] ?? 0) + stars * stars;
    }
  }

  /** The stars that a probability stands for. O(1). */
  of(probability: number): EstimatedRating {
    const all = this.#shrunk(BINS, FIRST.mean, FIRST.variance);
    const { mean, variance } = this.#shrunk(binOf(probability), all.mean, all.variance);
    return { rating: Math.min(5, Math.max(0.5, mean)), deviation: Math.sqrt(variance) };
  }

  *chunks(): Iterable<Chunk> {
    yield {
      name: "sums",
      revision: this.#texts,
      bytes: () => new ByteWriter(512).varint(this.#texts).floats(this.#sums).finish(),
    };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "sums"));
    this.#texts = r.varint();
    r.floats(this.#sums);
    if (!r.done) throw new StateFormatError("bytes are left over in the sums of stars");
  }

  #shrunk(bin: number, mean: number, variance: number): { readonly mean: number; readonly variance: number } {
    const [texts = 0, sum = 0, squares = 0] = this.#sums.subarray(bin * 3, bin * 3 + 3);
    const weight = texts + PRIOR_TEXTS;
    const own = (sum + PRIOR_TEXTS * mean) / weight;
    const square = (squares + PRIOR_TEXTS * (variance + mean * mean)) / weight;
    return { mean: own, variance: Math.max(0, square - own * own) };
  }
}

const binOf = (probability: number): number =>
  Math.min(BINS - 1, Math.max(0, Math.floor(probability * BINS)));
