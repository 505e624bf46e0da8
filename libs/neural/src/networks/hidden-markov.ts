/** Most hidden states of a model that travels: a live session keeps one number for each. */
export const HIDDEN_STATES_MAX = 16;

/**
 * A hidden Markov model of sessions as it travels from the trainer: the `HiddenMarkovModel` of `@millrace/sequences`,
 * which says what the arrays mean, with its kind. Item `items[i]` has index i + 1; index 0 stands for every other item.
 */
export interface HiddenMarkovWeights {
  readonly kind: "hidden-markov";
  readonly states: number;
  readonly items: readonly string[];
  /** `[states]` */
  readonly start: Float32Array;
  /** `[states x states]`, row-major. */
  readonly transition: Float32Array;
  /** `[states]` */
  readonly exit: Float32Array;
  /** `[(items + 1) x states]`, row-major. */
  readonly emission: Float32Array;
  /** `[states]`, ms. */
  readonly dwellMs: Float32Array;
}
