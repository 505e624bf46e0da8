import type { Discrete } from "../random/discrete.ts";

/**
 * The planted process behind simulated clicks: a finite chain whose state is what the next item depends on.
 * Exits are drawn beside it, by the item on show, and never look at the rest of the state.
 */
export interface ClickProcess {
  /** Number of items; an item is its index, 0 to `items` − 1. */
  readonly items: number;
  /** Number of states; a state is its index. */
  readonly states: number;
  /** Distribution of a session's first item. */
  readonly start: Discrete;
  /** Probability that a session ends on an item, by item. */
  readonly exitProbability: Float64Array;
  /** The state of a session that has shown one item. */
  begin(item: number): number;
  /** The item on show in a state. */
  itemOf(state: number): number;
  /** Distribution of the next item, given that the session goes on. Equal states give the same object. */
  next(state: number): Discrete;
  /** The state after `item` is shown next. */
  advance(state: number, item: number): number;
}

/** What both planted processes are built from. */
export interface ProcessSettings {
  /** Decides every table of the process. */
  readonly seed: number;
  /** Number of items, at least 8. */
  readonly items: number;
  /** Probability that the next item follows the planted rule; otherwise it is uniform over all items. */
  readonly determined: number;
  /** Mean clicks in a session, at least 2. Items differ: from half to one and a half times the mean exit rate. */
  readonly clicksPerSession: number;
}
