/** Prior and memory of the regression. */
export interface RegressionOptions {
  /** Weight of the prior. Above 0. */
  readonly ridge: number;
  /** λ, the weight of an observation one step older, 0 < λ <= 1. At 0.999 the last 1,000 count. */
  readonly forgetting: number;
}

/** Steps between two reminders of the prior: an observation each, so at every step they would double the cost. */
const REMIND_EVERY = 4;

/**
 * Recursive least squares with a ridge prior and exponential forgetting (Haykin, Adaptive Filter Theory, ch. 10), on
 * coefficients and an inverse Gram matrix P that the caller holds in flat arrays, one stretch per series. After T steps
 * it minimises
 *
 *   Σ_t λ^(T−t) [ (y_t − w·x_t)² + r_t (w_i − w₀_i)² ] + λ^T ridge |w − w₀|²,
 *   r_t = 4 (1 − λ) n ridge and i = t/4 mod n where 4 divides t, else r_t = 0,
 *
 * for n coefficients. The middle term tells each coefficient its prior again as fast as it is forgotten, so that P stays near I / ridge at most however long nothing new is seen; without it P grows without bound on a calm
 * series. At λ = 1 it is plain ridge regression. Only the upper triangle of P is kept, so it cannot lose its symmetry;
 * where numbers overflow all the same the regression starts anew.
 */
export class RecursiveLeastSquares {
  /** Coefficients. */
  readonly inputs: number;
  /** Numbers in the upper triangle of P, row by row. */
  readonly triangle: number;
  readonly #options: RegressionOptions;
  readonly #prior: Float64Array;
  readonly #gain: Float64Array;

  /** @param prior w₀, one per input; copied. */
  constructor(prior: readonly number[], options: RegressionOptions) {
    const n = prior.length;
    this.inputs = n;
    this.triangle = (n * (n + 1)) / 2;
    this.#options = options;
    this.#prior = Float64Array.from(prior);
    this.#gain = new Float64Array(n);
  }

  /** Sets the coefficients to the prior and P to I / ridge. */
  start(weights: Float64Array, weightsAt: number, p: Float64Array, pAt: number): void {
    weights.set(this.#prior, weightsAt);
    for (let i = 0, at = pAt; i < this.inputs; at += this.inputs - i, i++) {
      p.fill(0, at, at + this.inputs - i);
      p[at] = 1 / this.#options.ridge;
    }
  }

  /** Sets the coefficients from `from` to `to` alone to their prior, as if their inputs had never been seen. O(inputs²). */
  forget(
    from: number,
    to: number,
    weights: Float64Array,
    weightsAt: number,
    p: Float64Array,
    pAt: number,
  ): void {
    for (let i = 0, at = pAt; i < this.inputs; i++) {
      if (i >= from && i < to) weights[weightsAt + i] = this.#prior[i] ?? 0;
      for (let j = i; j < this.inputs; j++, at++) {
        if ((i < from || i >= to) && (j < from || j >= to)) continue;
        p[at] = i === j ? 1 / this.#options.ridge : 0;
      }
    }
  }

  /**
   * Learns y ≈ w·x. Changes weights and P; O(inputs²).
   * @param step t: decides which coefficient is told its prior.
   * @param active inputs that can be other than 0: those behind are passed over, as if they did not exist.
   */
  learn(
    x: Float64Array,
    y: number,
    step: number,
    weights: Float64Array,
    weightsAt: number,
    p: Float64Array,
    pAt: number,
    active = this.inputs,
  ): void {
    const { forgetting, ridge } = this.#options;
    this.#look(x, p, pAt, active);
    let predicted = 0;
    let spread = forgetting;
    for (let i = 0; i < active; i++) {
      predicted += (weights[weightsAt + i] ?? 0) * (x[i] ?? 0);
      spread += (this.#gain[i] ?? 0) * (x[i] ?? 0);
    }
    let sound = this.#move(
      (y - predicted) / spread,
      spread,
      1 / forgetting,
      weights,
      weightsAt,
      p,
      pAt,
      active,
    );
    if (sound && forgetting < 1 && step % REMIND_EVERY === 0) {
      const i = (step / REMIND_EVERY) % active;
      const weight = Math.sqrt(REMIND_EVERY * (1 - forgetting) * active * ridge);
      sound = this.#remind(i, weight, weights, weightsAt, p, pAt, active);
    }
    if (!sound) this.start(weights, weightsAt, p, pAt);
  }

  /** Tells one coefficient its prior: an observation of `weight` there and 0 elsewhere, of which P x is a column of P. */
  #remind(
    i: number,
    weight: number,
    weights: Float64Array,
    weightsAt: number,
    p: Float64Array,
    pAt: number,
    n: number,
  ): boolean {
    const gain = this.#gain;
    let at = pAt + i;
    for (let j = 0; j < i; j++) {
      gain[j] = (p[at] ?? 0) * weight;
      at += this.inputs - 1 - j;
    }
    for (let j = i; j < n; j++) gain[j] = (p[at + j - i] ?? 0) * weight;
    const spread = 1 + (gain[i] ?? 0) * weight;
    const error = weight * (this.#prior[i] ?? 0) - (weights[weightsAt + i] ?? 0) * weight;
    return this.#move(error / spread, spread, 1, weights, weightsAt, p, pAt, n);
  }

  /** P x, into the gain. */
  #look(x: Float64Array, p: Float64Array, pAt: number, n: number): void {
    const gain = this.#gain;
    const passed = this.inputs - n;
    for (let i = 0; i < n; i++) gain[i] = 0;
    for (let i = 0, at = pAt; i < n; i++, at += passed) {
      const xi = x[i] ?? 0;
      let sum = (gain[i] ?? 0) + (p[at++] ?? 0) * xi;
      for (let j = i + 1; j < n; j++) {
        const pij = p[at++] ?? 0;
        sum += pij * (x[j] ?? 0);
        gain[j] = (gain[j] ?? 0) + pij * xi;
      }
      gain[i] = sum;
    }
  }

  /** Moves weights and P along the gain; whether the result is usable. */
  #move(
    step: number,
    spread: number,
    grown: number,
    weights: Float64Array,
    weightsAt: number,
    p: Float64Array,
    pAt: number,
    n: number,
  ): boolean {
    const gain = this.#gain;
    const passed = this.inputs - n;
    let sound = true;
    for (let i = 0, at = pAt; i < n; i++, at += passed) {
      const gi = gain[i] ?? 0;
      const weight = (weights[weightsAt + i] ?? 0) + gi * step;
      weights[weightsAt + i] = weight;
      const share = gi / spread;
      const diagonal = (p[at] ?? 0) - share * gi;
      sound &&= diagonal > 0 && diagonal < Number.MAX_VALUE && Number.isFinite(weight);
      for (let j = i; j < n; j++, at++) p[at] = ((p[at] ?? 0) - share * (gain[j] ?? 0)) * grown;
    }
    return sound;
  }
}
