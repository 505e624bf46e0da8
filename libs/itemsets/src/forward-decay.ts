/** After so many doublings all weights are scaled back: without rounding, since by a power of two. */
const DOUBLINGS_MAX = 256;

/**
 * Exponential decay that weighs forward (Cormode et al. 2009): what is of time t weighs 2^(t / half-life) for good, in a
 * unit that moves on before the weights grow too large. An infinite half-life weighs all the same.
 */
export class ForwardDecay {
  readonly #halfLifeMs: number;
  /** Time, in ms since 1970, of what weighs 1. */
  #epoch = Number.NaN;

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  /** Notes the newest time. @returns by what all weights so far are to be multiplied: 1 nearly always */
  advance(newest: number): number {
    if (this.#halfLifeMs === Number.POSITIVE_INFINITY) return 1;
    if (Number.isNaN(this.#epoch)) this.#epoch = newest;
    const steps = Math.floor((newest - this.#epoch) / this.#halfLifeMs / DOUBLINGS_MAX);
    if (steps < 1) return 1;
    this.#epoch += steps * DOUBLINGS_MAX * this.#halfLifeMs;
    return 2 ** (-DOUBLINGS_MAX * steps);
  }

  /** Weight of what is of a time. */
  weightOf(time: number): number {
    if (this.#halfLifeMs === Number.POSITIVE_INFINITY || Number.isNaN(this.#epoch)) return 1;
    return 2 ** ((time - this.#epoch) / this.#halfLifeMs);
  }
}
