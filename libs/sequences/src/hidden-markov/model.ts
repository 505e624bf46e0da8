/** Most hidden states of a model: a live session keeps one number for each. */
export const STATES_MAX = 16;

/**
 * A hidden Markov model of sessions (Rabiner 1989) that also ends: from each state a session moves on or exits, so that
 * `transition` and `exit` of a state add up to 1. Item `items[i]` has index i + 1; index 0 stands for every other item.
 */
export interface HiddenMarkovModel {
  readonly states: number;
  readonly items: readonly string[];
  /** `[states]`: state of a session's first click. */
  readonly start: Float32Array;
  /** `[states x states]`, row-major: from the row's state to the column's. */
  readonly transition: Float32Array;
  /** `[states]`: probability that a click in the state is the session's last. */
  readonly exit: Float32Array;
  /** `[(items + 1) x states]`, row-major: probability that a click in the state is on the item. */
  readonly emission: Float32Array;
  /** `[states]`: mean milliseconds from a click in the state to the next one; 0 where none was seen. */
  readonly dwellMs: Float32Array;
}

/** Sessions as item indices of a model. */
export interface IndexedSessions {
  /** All clicks, session after session. */
  readonly clicks: Int32Array;
  /** Where each session begins, and behind the last one where it ends: `[sessions + 1]`. */
  readonly starts: Int32Array;
  /** Whether each session is known to have ended: an open one says nothing of exits. `[sessions]` */
  readonly ended: Uint8Array;
  /** Milliseconds from each click to the next of its session; NaN for the last one. `[clicks]` */
  readonly gapMs: Float64Array;
}

/** Probability of a step from one state to another. */
export const transitionOf = (model: HiddenMarkovModel, from: number, to: number): number =>
  model.transition[from * model.states + to] ?? 0;
