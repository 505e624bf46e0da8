import type { Chunk, Stateful, StateSize } from "@millrace/state";
import { FactorState } from "./factor-state.ts";
import { type FoldedUser, foldIn } from "./fold-in.ts";
import { encodeGlobal } from "./global.ts";
import { isTimeForTotals, nothingKnown, passesStep } from "./news.ts";
import { objective } from "./objective.ts";
import { type RatingModelOptions, type RatingModelSettings, ratingModelSettings } from "./options.ts";
import { predictRating, RATING_MAX, RATING_MIN, type RatingPrediction } from "./predict.ts";
import { publishedItem, publishedUser, retainedRatings } from "./publish.ts";
import { type NeighbourPrediction, RatingNeighbours } from "./rating-neighbours.ts";
import type { ItemRating } from "./wire.ts";

/** Peers are told of an item when this share of it is new. */
const NEWS_SHARE = 1 / 4;
/** One in so many rows solved in turn is told again. */
const TOLD_AGAIN = 8;

/** One user's rating of one item. */
export interface Rating {
  readonly userId: string;
  readonly itemId: string;
  /** 0.5..5. */
  readonly rating: number;
}

/**
 * Explicit alternating least squares with biases, one event at a time. It minimises, over the retained ratings R,
 *
 *   J = Σ_R (r − μ − b_i − c_j − u_i·v_j)² + λ (Σ|u_i|² + Σ|v_j|²) + λ_b (Σ b_i² + Σ c_j²)
 *
 * where μ is the exact running mean. Each event puts the minimum over its user's row in place (vector and bias at once: Zhou et
 * al. 2008 with the bias as one more factor), then that over its item's row, once a sixteenth of that is new: until then only
 * the item's biases move. Some further rows are solved in turn, counted by events: so the rest does not go stale, and a
 * replay does the same. So an event reads the user's ratings and some 50 others, however many an item has. A user keeps its newest ratings,
 * an item its newest, independently: where a cap has bitten, each row minimises J over its own list.
 *
 * Beside it stands the rung without factors, and, for both, a user's momentary level: the faded mean of that user's
 * newest residuals, believed as far as it has been worth believing so far (`GlobalSums.trust`).
 *
 * Rows are 32-bit floats, so that what is published is exactly what is scored.
 */
export class RatingModel implements Stateful {
  readonly settings: RatingModelSettings;
  readonly #state: FactorState;
  readonly #neighbours: RatingNeighbours;
  readonly #untold = new Set<string>();

  /** @throws {RangeError} for an option out of its range. */
  constructor(options: RatingModelOptions) {
    this.settings = ratingModelSettings(options);
    this.#state = new FactorState(this.settings);
    this.#neighbours = new RatingNeighbours(this.#state);
  }

  /**
   * Adds a rating, or replaces the user's former one of that item, which is undone first. The same rating again changes
   * nothing. One older than what the user's cap retains is not known any more and counts as new.
   * O(n k² + k³) on average for a user of n ratings, at most `ratingsPerRowMax`, whatever came before.
   * @returns whether anything changed.
   * @throws {RangeError} unless the rating lies in 0.5..5: events are decoded before they come here.
   */
  learn({ userId, itemId, rating }: Rating): boolean {
    if (!(rating >= RATING_MIN && rating <= RATING_MAX))
      throw new RangeError(`rating must lie in ${RATING_MIN}..${RATING_MAX}, not ${rating}`);
    const value = Math.fround(rating);
    const state = this.#state;
    const former = state.retained(userId, itemId);
    if (former === value) return false;
    if (former === undefined) state.judge(userId, itemId, value);
    else state.undo(userId, itemId, former);
    const [user, item] = state.add(userId, itemId, value);
    state.settle(user, item, value, former !== undefined);
    if (former !== undefined || this.#isNews(item)) this.#tell(itemId);
    const { refreshRows } = this.settings;
    const { count } = state.global;
    const due = Math.floor(count * refreshRows) - Math.floor((count - 1) * refreshRows);
    for (let n = 0; n < due; n++) {
      const next = state.refresh();
      // Its users' rows may have changed since peers were told of it.
      if (count % TOLD_AGAIN === 0) this.#tell(state.items.table.keyOf(next));
    }
    return true;
  }

  /** Takes a rating back: lists and sums are as if it had never come. Whether it was known. Cost as two solved rows. */
  withdraw(userId: string, itemId: string): boolean {
    const former = this.#state.retained(userId, itemId);
    if (former === undefined) return false;
    this.#state.solve(...this.#state.undo(userId, itemId, former));
    this.#tell(itemId);
    return true;
  }

  /** Forgets a user's row and ratings; items lose them as they are solved again. Whether the user was known. */
  forgetUser(userId: string): boolean {
    return this.#state.users.forget(userId);
  }

  /** What each rung expects of a rating before it is learned; unknown rows fall back to the rest. O(k). */
  predict(userId: string, itemId: string): RatingPrediction {
    const { users, items, global } = this.#state;
    return predictRating(global.row, users, users.table.find(userId), items, items.table.find(itemId));
  }

  /**
   * What peers have to know of what was learned since the last call: shares by item, and by "" the sums over all ratings. Few
   * events change an item's row by much, so an item is told of when its ratings have grown by a quarter of a power of two.
   * An item that left has an empty share. Empty where nothing is shared.
   */
  *shares(): Iterable<readonly [itemId: string, share: Uint8Array]> {
    const { items, global } = this.#state;
    for (const itemId of [...this.#untold, ...items.takeLeft()]) {
      const slot = items.table.find(itemId);
      yield [itemId, slot < 0 ? nothingKnown : this.#state.share(slot)];
    }
    if (this.#untold.size > 0 && isTimeForTotals(global.count)) yield ["", global.share()];
    this.#untold.clear();
  }

  /** Takes what all peers say of an item, or by "" of all ratings, in the place of what they said before. */
  adopt(itemId: string, shares: readonly Uint8Array[]): void {
    if (itemId === "") this.#state.adoptTotals(shares);
    else this.#state.adopt(itemId, shares);
  }

  /** What neighbouring users and items say of a rating before it is learned. About 10 µs. */
  neighbours(userId: string, itemId: string): NeighbourPrediction {
    return this.#neighbours.predict(userId, itemId);
  }

  /** A user's row from a list of ratings, over the items as they are now; stores nothing. O(n k² + k³). */
  foldIn(ratings: readonly ItemRating[]): FoldedUser {
    return foldIn(ratings, this.#state.items, this.#state.global.mean, this.settings);
  }

  /** One batch sweep: all users' rows, then all items'. Never increases J where no cap has bitten. */
  sweep(): void {
    for (const [, user] of this.#state.users.table.rows()) this.#state.solve(user, -1);
    for (const [, item] of this.#state.items.table.rows()) this.#state.solve(-1, item);
  }

  /** J over the users' retained ratings. O(ratings k). */
  objective(): number {
    return objective(this.#state, this.settings);
  }

  /** The user's retained ratings, oldest first; empty for an unknown user. */
  ratingsOf(userId: string): ItemRating[] {
    return retainedRatings(this.#state, userId);
  }

  /** Ids of users whose rows changed or left since the last call: `encodeUser` tells which. */
  changedUsers(): string[] {
    return this.#state.users.drain();
  }

  /** Ids of items that left since the last call, and of at most `limit` whose rows changed, those that waited longest first. */
  changedItems(limit?: number): string[] {
    return this.#state.items.drain(limit);
  }

  /** A user's row for publication (see `UserRow`), or undefined when it has left. */
  encodeUser(userId: string): Uint8Array | undefined {
    return publishedUser(this.#state, userId);
  }

  /** An item's row for publication (see `ItemRow`), or undefined when it has left. */
  encodeItem(itemId: string): Uint8Array | undefined {
    return publishedItem(this.#state, itemId);
  }

  /** μ, the number of ratings and the trust in levels (see `GlobalRow`). Changes with every rating. */
  encodeGlobal(): Uint8Array {
    return encodeGlobal(this.#state.global.row);
  }

  /** Ratings that a cap pushed out of a row's list, since the beginning of the log. */
  get ratingsDropped(): number {
    return this.#state.global.dropped;
  }

  #tell(itemId: string | undefined): void {
    if (this.settings.shared && itemId !== undefined) this.#untold.add(itemId);
  }

  #isNews(item: number): boolean {
    const { lists, count } = this.#state.items;
    return passesStep(count.data[item] ?? 0, 1, lists.of(item).size, NEWS_SHARE);
  }

  get size(): StateSize {
    const { users, items } = this.#state;
    return {
      entries: users.table.size + items.table.size,
      bytes: users.table.bytes + users.lists.bytes + items.table.bytes + items.lists.bytes,
      evictions: users.table.evictions + items.table.evictions,
      capacity: users.table.capacity + items.table.capacity,
    };
  }

  chunks(): Iterable<Chunk> {
    return this.#state.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#state.restore(chunks);
  }
}
