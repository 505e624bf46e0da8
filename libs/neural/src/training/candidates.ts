import type { Random } from "../random.ts";

/** Classes over which a sampled softmax is taken. */
export interface Candidates {
  /** Different item indices, from 1. */
  readonly ids: Int32Array;
  /** −ln of each candidate's probability of being drawn, to be added to its logit. */
  readonly correction: Float32Array;
  /** Place of an item among `ids`. */
  readonly placeOf: ReadonlyMap<number, number>;
}

/** Draws items by how often they were clicked, to the power α: 1 by popularity, 0 all alike. */
export class CandidateSampler {
  readonly #counts: Float64Array;
  readonly #clicks: number;
  readonly #alpha: number;
  readonly #correctionShare: number;
  readonly #cumulated: Float64Array;
  readonly #total: number;

  /**
   * @param counts clicks per item index; index 0 is left out.
   * @param alpha power of the counts by which further candidates are drawn.
   * @param correctionShare how much of the sampling's bias is taken off the logits, 0 to 1.
   */
  constructor(counts: Float64Array, alpha = 1, correctionShare = 1) {
    this.#counts = counts;
    this.#alpha = alpha;
    this.#correctionShare = correctionShare;
    this.#cumulated = new Float64Array(counts.length);
    let [sum, clicks] = [0, 0];
    for (let i = 1; i < counts.length; i++) {
      sum += (counts[i] ?? 0) ** alpha;
      clicks += counts[i] ?? 0;
      this.#cumulated[i] = sum;
    }
    this.#total = sum;
    this.#clicks = clicks;
  }

  /**
   * The targets of a mini-batch are each other's negatives (Hidasi et al. 2016), joined by `extra` further draws
   * (Hidasi & Karatzoglou 2018). Each logit is corrected by how likely its item is among the draws (Bengio & Senécal
   * 2008), so that popular items are not pushed down.
   */
  draw(targets: ArrayLike<number>, extra: number, random: Random): Candidates {
    const placeOf = new Map<number, number>();
    const add = (index: number): void => {
      if (index > 0 && !placeOf.has(index)) placeOf.set(index, placeOf.size);
    };
    for (let i = 0; i < targets.length; i++) add(targets[i] ?? 0);
    for (let i = 0; i < extra; i++) add(this.#draw(random.next() * this.#total));
    const ids = Int32Array.from(placeOf.keys());
    const correction = Float32Array.from(ids, (index) => {
      const count = this.#counts[index] ?? 0;
      const missed =
        (1 - count / this.#clicks) ** targets.length * (1 - count ** this.#alpha / this.#total) ** extra;
      return -this.#correctionShare * Math.log(Math.max(1e-12, 1 - missed));
    });
    return { ids, correction, placeOf };
  }

  #draw(at: number): number {
    let low = 1;
    let high = this.#cumulated.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cumulated[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
