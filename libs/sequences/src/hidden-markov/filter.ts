import type { HiddenMarkovModel } from "./model.ts";

/** Follows sessions through the hidden states of a model, one click at a time. Keeps scratch only; one serves one thread. */
export class ForwardFilter {
  readonly model: HiddenMarkovModel;
  readonly #indices = new Map<string, number>();
  readonly #next: Float64Array;

  constructor(model: HiddenMarkovModel) {
    this.model = model;
    model.items.forEach((itemId, i) => {
      this.#indices.set(itemId, i + 1);
    });
    this.#next = new Float64Array(model.states);
  }

  /** Index of an item from 1; 0 for one that the model does not know. */
  indexOf(itemId: string): number {
    return this.#indices.get(itemId) ?? 0;
  }

  /**
   * Takes one click into P(state | clicks so far), `states` numbers at `offset`, in place: α'(k) ∝ b_k(item) Σ_j α(j) a_jk
   * (Rabiner 1989, eq. 20), from the start's distribution for a first click. O(states²), about 0.2 µs for 8.
   * @returns natural logarithm of the click's probability given those before it, exits counted.
   */
  step(probabilities: Float32Array, offset: number, index: number, isFirst: boolean): number {
    const { states, start, transition, emission } = this.model;
    const next = this.#next;
    let total = 0;
    for (let k = 0; k < states; k++) {
      let reached = 0;
      if (isFirst) reached = start[k] ?? 0;
      else
        for (let j = 0; j < states; j++)
          reached += (probabilities[offset + j] ?? 0) * (transition[j * states + k] ?? 0);
      next[k] = reached * (emission[index * states + k] ?? 0);
      total += next[k] ?? 0;
    }
    if (!(total > 0)) return this.#restart(probabilities, offset);
    for (let k = 0; k < states; k++) probabilities[offset + k] = (next[k] ?? 0) / total;
    return Math.log(total);
  }

  /** P(the session ends with the click just taken in) = Σ α(k) e_k. */
  exitProbability(probabilities: Float32Array, offset: number): number {
    const { states, exit } = this.model;
    let sum = 0;
    for (let k = 0; k < states; k++) sum += (probabilities[offset + k] ?? 0) * (exit[k] ?? 0);
    return sum;
  }

  /** A click that the model thinks impossible: all that is known is the start's distribution. */
  #restart(probabilities: Float32Array, offset: number): number {
    probabilities.set(this.model.start, offset);
    return Number.NEGATIVE_INFINITY;
  }
}

/** The likeliest state of a distribution. */
export const likeliestState = (probabilities: ArrayLike<number>): number => {
  let best = 0;
  for (let k = 1; k < probabilities.length; k++)
    if ((probabilities[k] ?? 0) > (probabilities[best] ?? 0)) best = k;
  return best;
};
