/** Seeded random numbers (mulberry32, period 2³²) for weights, shuffles and dropout: the same seed, the same run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** `length` numbers, uniform in (−most, most). */
  uniform(length: number, most: number): Float32Array {
    return Float32Array.from({ length }, () => (2 * this.next() - 1) * most);
  }

  /** `length` factors: 0 with probability `rate`, else 1 / (1 − rate), so that the expectation stays. */
  dropout(length: number, rate: number): Float32Array {
    const factors = new Float32Array(length);
    for (let i = 0; i < length; i++) factors[i] = this.next() < rate ? 0 : 1 / (1 - rate);
    return factors;
  }

  /** A shuffled copy (Fisher and Yates). */
  shuffled<T>(values: readonly T[]): T[] {
    const copy = [...values];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = Math.floor(this.next() * (i + 1));
      const [a, b] = [copy[i], copy[j]];
      if (a === undefined || b === undefined) continue;
      copy[i] = b;
      copy[j] = a;
    }
    return copy;
  }
}
