import type { FactorState } from "./factor-state.ts";
import { clampRating, rawBiases } from "./predict.ts";
import type { Side } from "./side.ts";

/** Newest ratings of the row asked about, of each neighbour, and pseudo-ratings of "nothing in common". */
const OWN_MAX = 32;
const THEIRS_MAX = 64;
const SHRINK = 10;

/** A rating predicted from neighbours, clamped to 0.5..5; the biases' prediction where there is none. */
export interface NeighbourPrediction {
  /** From the ratings of the item by users who rate like this one. */
  readonly users: number;
  /** From the user's ratings of items that are rated like this one. */
  readonly items: number;
}

/**
 * User-user and item-item neighbours over centred ratings e = r − μ − b − c (Koren 2010, eq. 3): the prediction is
 * μ + b + c + Σ s e / (Σ |s| + 1), s = cosine over co-rated rows x n / (n + 10). Similarities are worked out from the
 * retained lists when asked, so that changed and withdrawn ratings need no undoing. At most 2 x 32 x 64 steps, about
 * 10 µs. Changes nothing.
 */
export class RatingNeighbours {
  readonly #state: FactorState;
  #marks = new Float64Array(64);

  constructor(state: FactorState) {
    this.#state = state;
  }

  /** What neighbours say of a rating before it is learned. */
  predict(userId: string, itemId: string): NeighbourPrediction {
    const { users, items, global } = this.#state;
    const user = users.table.find(userId);
    const item = items.table.find(itemId);
    const base = rawBiases(global.mean, users, user, items, item);
    if (user < 0 || item < 0) return { users: clampRating(base), items: clampRating(base) };
    return {
      users: clampRating(base + this.#shift(users, user, items, item)),
      items: clampRating(base + this.#shift(items, item, users, user)),
    };
  }

  /**
   * How neighbours of the row `self` of `side` shift the rating of the opposite row `target`: each neighbour is a row that
   * the target's list names.
   */
  #shift(side: Side, self: number, opposite: Side, target: number): number {
    const { mean } = this.#state.global;
    const own = side.plainBias.data;
    const other = opposite.plainBias.data;
    const births = opposite.birth.data;
    this.#mark(side, self, opposite, mean + (own[self] ?? 0));
    const marks = this.#marks;
    const raters = opposite.lists.of(target);
    let [above, below] = [0, 1];
    for (let n = raters.size - 1; n >= Math.max(0, raters.size - OWN_MAX); n--) {
      const row = raters.slots[n] ?? 0;
      if (row === self || side.birth.data[row] !== raters.births[n]) continue;
      const { slots, ratings, births: born, size } = side.lists.of(row);
      const level = mean + (own[row] ?? 0);
      let [both, mine, theirs, common] = [0, 0, 0, 0];
      for (let m = size - 1; m >= Math.max(0, size - THEIRS_MAX); m--) {
        const column = slots[m] ?? 0;
        const e = marks[column] ?? 0;
        if (e === 0 || births[column] !== born[m]) continue;
        const d = (ratings[m] ?? 0) - level - (other[column] ?? 0);
        both += e * d;
        mine += e * e;
        theirs += d * d;
        common++;
      }
      if (mine === 0 || theirs === 0) continue;
      const likeness = ((both / Math.sqrt(mine * theirs)) * common) / (common + SHRINK);
      above += likeness * ((raters.ratings[n] ?? 0) - level - (other[target] ?? 0));
      below += Math.abs(likeness);
    }
    this.#unmark(side, self);
    return above / below;
  }

  /** Puts the centred ratings of a row in the places of what it rated. */
  #mark(side: Side, self: number, opposite: Side, level: number): void {
    if (this.#marks.length < opposite.table.slotCount)
      this.#marks = new Float64Array(opposite.table.slotCount * 2);
    const { slots, births, ratings, size } = side.lists.of(self);
    for (let n = 0; n < size; n++) {
      const column = slots[n] ?? 0;
      if (opposite.birth.data[column] === births[n])
        this.#marks[column] = (ratings[n] ?? 0) - level - (opposite.plainBias.data[column] ?? 0);
    }
  }

  #unmark(side: Side, self: number): void {
    const { slots, size } = side.lists.of(self);
    for (let n = 0; n < size; n++) this.#marks[slots[n] ?? 0] = 0;
  }
}
