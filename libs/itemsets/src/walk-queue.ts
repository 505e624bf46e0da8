import type { BasketWalk } from "./basket-walk.ts";

/** Work on a basket that is done when it comes: nearly all need less. */
const UNITS_AT_ONCE = 4_000;

/** A basket that is to be counted in the sets, or out of them. */
export interface Due {
  readonly items: Int32Array;
  readonly by: number;
  readonly fresh: number;
}

/** Counts baskets in the order in which they came: at once where that takes no long time, else in pieces. */
export class WalkQueue {
  readonly #walk: BasketWalk;
  readonly #onEntered: (by: number, frequent: number) => void;
  #queue: Due[] = [];

  /** @param onEntered hears how many items of each basket are frequent, before it is counted in longer sets. */
  constructor(walk: BasketWalk, onEntered: (by: number, frequent: number) => void) {
    this.#walk = walk;
    this.#onEntered = onEntered;
  }

  /** Whether a basket is not counted in all sets yet. */
  get isPending(): boolean {
    return this.#walk.isPending || this.#queue.length > 0;
  }

  /** Counts a basket, after those that wait. */
  count(due: Due): void {
    if (this.isPending) this.#queue.push(due);
    else this.#begin(due);
  }

  /** Goes on with those that wait. @param until work of the walk at which to stop */
  go(until: number): void {
    while (this.isPending && this.#walk.work < until) {
      if (this.#walk.isPending) this.#walk.go(until);
      else this.#begin(this.#queue.shift());
    }
  }

  #begin(due: Due | undefined): void {
    if (due === undefined) return;
    const frequent = this.#walk.enter(due.items, due.by, due.fresh);
    this.#onEntered(due.by, frequent);
    this.#walk.begin(frequent, due.by);
    this.#walk.go(this.#walk.work + UNITS_AT_ONCE);
  }
}
