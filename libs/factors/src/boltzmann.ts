import { uniform } from "./uniform.ts";

/** What a {@link BoltzmannMachine} is told once. */
export interface BoltzmannOptions {
  /** Items, the visible units. */
  readonly visible: number;
  /** Hidden units. @default 32 */
  readonly hidden?: number;
  /** Steps of Gibbs sampling between the data and the reconstruction that it is compared with. @default 1 */
  readonly steps?: number;
  /** Share of the gradient that is taken. @default 0.05 */
  readonly rate?: number;
  /** Weight decay. @default 0.0002 */
  readonly decay?: number;
  /** Enters the first weights and every sample. */
  readonly seed: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));
const FIRST_WEIGHT = 0.02;

/**
 * A restricted Boltzmann machine over which items a user touched (Smolensky 1986; for recommending: Salakhutdinov, Mnih &
 * Hinton 2007, with touched or not in the place of stars), trained by contrastive divergence with k steps of Gibbs sampling
 * (Hinton 2002): ΔW ∝ ⟨v h⟩ of the data − ⟨v h⟩ of the reconstruction. Sampling is seeded, so that a training is the same
 * every time. One user costs O((k + 1) visible hidden). Bytes: 8 (visible + 1) (hidden + 1).
 */
export class BoltzmannMachine {
  readonly #visible: number;
  readonly #hidden: number;
  readonly #steps: number;
  readonly #rate: number;
  readonly #decay: number;
  readonly #random: () => number;
  /** `[visible x hidden]`. */
  readonly #weights: Float64Array;
  readonly #visibleBias: Float64Array;
  readonly #hiddenBias: Float64Array;

  constructor({ visible, hidden = 32, steps = 1, rate = 0.05, decay = 0.0002, seed }: BoltzmannOptions) {
    this.#visible = visible;
    this.#hidden = hidden;
    this.#steps = steps;
    this.#rate = rate;
    this.#decay = decay;
    this.#random = uniform(seed);
    this.#weights = Float64Array.from(
      { length: visible * hidden },
      () => (this.#random() - 0.5) * FIRST_WEIGHT,
    );
    this.#visibleBias = new Float64Array(visible);
    this.#hiddenBias = new Float64Array(hidden);
  }

  /** Sets the visible biases to the log odds of each item, so that training begins with what popularity knows (Hinton 2010). */
  startFrom(users: readonly (readonly number[])[]): void {
    const counts = new Float64Array(this.#visible);
    for (const items of users) for (const i of items) counts[i] = (counts[i] ?? 0) + 1;
    for (let i = 0; i < this.#visible; i++) {
      const share = ((counts[i] ?? 0) + 0.5) / (users.length + 1);
      this.#visibleBias[i] = Math.log(share / (1 - share));
    }
  }

  /** One pass over all users in their order. Changes the machine. */
  train(users: readonly (readonly number[])[]): void {
    for (const items of users) this.#learn(items);
  }

  /**
   * Free energy F(v) = −b·v − Σ_h ln(1 + e^(c_h + v·W_h)), in nats: the lower, the likelier the machine holds this user. What
   * training lowers for users as they are, compared with users as they are not. O(items hidden).
   */
  freeEnergy(items: readonly number[]): number {
    let energy = 0;
    for (const i of items) energy -= this.#visibleBias[i] ?? 0;
    const input = this.#hiddenInput(items);
    for (let h = 0; h < this.#hidden; h++) energy -= softplus(input[h] ?? 0);
    return energy;
  }

  /** Copies of the weights: `kernel` leads from items to hidden units, `[visible x hidden]`; each side has its bias. */
  get weights(): {
    readonly kernel: Float64Array;
    readonly visible: Float64Array;
    readonly hidden: Float64Array;
  } {
    return {
      kernel: this.#weights.slice(),
      visible: this.#visibleBias.slice(),
      hidden: this.#hiddenBias.slice(),
    };
  }

  /** Probability of each item for a user, `[visible]`: one mean-field step to the hidden units and back. */
  reconstruct(items: readonly number[]): Float64Array {
    return this.#visibleMean(this.#hiddenInput(items).map(sigmoid));
  }

  #learn(items: readonly number[]): void {
    const data = this.#hiddenInput(items).map(sigmoid);
    let hidden = data;
    let mean = new Float64Array(this.#visible);
    let sampled: readonly number[] = items;
    for (let step = 0; step < this.#steps; step++) {
      mean = this.#visibleMean(hidden.map((p) => (this.#random() < p ? 1 : 0)));
      sampled = this.#sample(mean);
      hidden = this.#hiddenInput(sampled).map(sigmoid);
    }
    this.#move(items, data, 1);
    this.#move(sampled, hidden, -1);
    for (let w = 0; w < this.#weights.length; w++)
      this.#weights[w] = (this.#weights[w] ?? 0) * (1 - this.#rate * this.#decay);
  }

  /** Adds the rate times v h of one phase. */
  #move(items: readonly number[], hidden: Float64Array, sign: 1 | -1): void {
    const rate = sign * this.#rate;
    for (const i of items) {
      this.#visibleBias[i] = (this.#visibleBias[i] ?? 0) + rate;
      for (let h = 0; h < this.#hidden; h++) {
        const at = i * this.#hidden + h;
        this.#weights[at] = (this.#weights[at] ?? 0) + rate * (hidden[h] ?? 0);
      }
    }
    for (let h = 0; h < this.#hidden; h++)
      this.#hiddenBias[h] = (this.#hiddenBias[h] ?? 0) + rate * (hidden[h] ?? 0);
  }

  #hiddenInput(items: readonly number[]): Float64Array {
    const input = this.#hiddenBias.slice();
    for (const i of items)
      for (let h = 0; h < this.#hidden; h++)
        input[h] = (input[h] ?? 0) + (this.#weights[i * this.#hidden + h] ?? 0);
    return input;
  }

  #visibleMean(hidden: Float64Array): Float64Array<ArrayBuffer> {
    const mean = new Float64Array(this.#visible);
    for (let i = 0; i < this.#visible; i++) {
      let sum = this.#visibleBias[i] ?? 0;
      for (let h = 0; h < this.#hidden; h++)
        sum += (hidden[h] ?? 0) * (this.#weights[i * this.#hidden + h] ?? 0);
      mean[i] = sigmoid(sum);
    }
    return mean;
  }

  #sample(mean: Float64Array): number[] {
    const items: number[] = [];
    for (let i = 0; i < mean.length; i++) if (this.#random() < (mean[i] ?? 0)) items.push(i);
    return items;
  }
}
