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

/** Draws items by how often they were clicked. */
export class CandidateSampler {
  readonly #counts: Float64Array;
  readonly #cumulated: Float64Array;
  readonly #total: number;

  /** @param counts clicks per item index; index 0 is left out. */
  constructor(counts: Float64Array) {
    this.#counts = counts;
    this.#cumulated = new Float64Array(counts.length);
    let sum = 0;
    for (let i = 1; i < counts.length; i++) {
      sum += counts[i] ?? 0;
      this.#cumulated[i] = sum;
    }
    this.#total = sum;
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
    const draws = targets.length + extra;
    const ids = Int32Array.from(placeOf.keys());
    const correction = Float32Array.from(ids, (index) => {
      const share = (this.#counts[index] ?? 0) / this.#total;
      return -Math.log(Math.max(1e-12, 1 - (1 - share) ** draws));
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
