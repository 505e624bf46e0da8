import type { Chunk, Stateful, StateSize } from "@millrace/state";
import { Neighbours } from "./neighbours.ts";
import { isTimeForTotals, nothingKnown } from "./news.ts";
import type { Preference } from "./preference.ts";
import { type FoldedPreferences, foldPreferences, type Touched } from "./preference-fold.ts";
import { preferenceObjective } from "./preference-objective.ts";
import {
  type PreferenceModelOptions,
  type PreferenceModelSettings,
  preferenceModelSettings,
} from "./preference-options.ts";
import { publishedPreferenceItem, retainedPreferences } from "./preference-publish.ts";
import { PreferenceRanker, type PreferenceRanks } from "./preference-ranks.ts";
import { PreferenceState } from "./preference-state.ts";
import { encodePreferences, encodePreferenceTotals, type ItemPreference } from "./preference-wire.ts";
import { RankBlend } from "./rank-blend.ts";

/**
 * Implicit alternating least squares, one event at a time (eALS; He, Zhang, Kan & Chua 2016). It minimises
 *
 *   J = Σ_R w (1 − p_i·q_j)² + c Σ_{not R} (p_i·q_j)² + λ (Σ W_i |p_i|² + Σ W_j |q_j|²)
 *
 * over the retained preferences R, where W is all that a row is weighed by (`pullOf`) and c a share of what a touch weighs on
 * average, so that neither depends on the unit of the weights. An item's retained preferences stand for all that it ever
 * had. Each event makes one pass over its user's row and one over its item's, and over some
 * further rows in turn, counted by events, so that a replay does the same. A preference said again keeps its greatest
 * weight and becomes the newest. Beside the factors stand who touched what (see {@link Neighbours}) and each item's heat.
 * O(k n + k²) an event for n retained preferences of the two rows.
 */
export class PreferenceModel implements Stateful {
  readonly settings: PreferenceModelSettings;
  readonly neighbours: Neighbours;
  readonly #state: PreferenceState;
  readonly #ranker = new PreferenceRanker();
  readonly #untold = new Set<string>();

  /** @throws {RangeError} for an option out of its range. */
  constructor(options: PreferenceModelOptions) {
    this.settings = preferenceModelSettings(options);
    this.#state = new PreferenceState(this.settings);
    this.neighbours = new Neighbours(this.#state);
  }

  /** Takes a preference in. @throws {RangeError} unless the weight is above 0. */
  learn({ userId, itemId, weight, time }: Preference): void {
    this.learnTogether(userId, [itemId], weight, time);
  }

  /**
   * Takes in what a user did with several items at once, such as buying them: the user's row is updated once, each item's once.
   * @throws {RangeError} unless the weight is above 0.
   */
  learnTogether(userId: string, itemIds: readonly string[], weight: number, time: number): void {
    if (!(weight > 0)) throw new RangeError(`weight must be above 0, not ${weight}`);
    const state = this.#state;
    const most = Math.min(this.settings.weightMax, weight);
    const user = state.claimUser(userId);
    const items: number[] = [];
    for (const itemId of itemIds) {
      const item = state.claimItem(itemId);
      state.links.put(user, item, most);
      state.touch(item, weight, time);
      items.push(item);
      if (this.settings.shared && state.isNews(item)) this.#untold.add(itemId);
    }
    state.settle(user, items);
    state.refresh();
  }

  /** Takes a preference back, if it weighs no more than `weight`: something stronger stays. Whether it went. */
  withdraw(userId: string, itemId: string, weight = Number.POSITIVE_INFINITY): boolean {
    const { users, items } = this.#state;
    const [user, item] = [users.table.find(userId), items.table.find(itemId)];
    if (user < 0 || item < 0) return false;
    const held = this.#state.links.weight(user, item);
    if (held === 0 || held > weight) return false;
    this.#state.links.take(user, item);
    this.#state.update(user, item);
    if (this.settings.shared) this.#untold.add(itemId);
    return true;
  }

  /** Warms an item that nobody known touched. */
  touch(itemId: string, weight: number, time: number): void {
    const item = this.#state.claimItem(itemId);
    this.#state.touch(item, weight, time);
    if (this.settings.shared && this.#state.isNews(item)) this.#untold.add(itemId);
  }

  /** Forgets a user's row and preferences; items lose them as they are updated again. Whether the user was known. */
  forgetUser(userId: string): boolean {
    return this.#state.forgetUser(userId);
  }

  /** p·q as the rows stand; 0 where either is unknown. O(k). */
  predict(userId: string, itemId: string): number {
    const { users, items } = this.#state;
    const [user, item] = [users.table.find(userId), items.table.find(itemId)];
    if (user < 0 || item < 0) return 0;
    const [p, q] = [user * users.rows.width, item * items.rows.width];
    let sum = 0;
    for (let f = 0; f < this.settings.factors; f++)
      sum += (users.rows.data[p + f] ?? 0) * (items.rows.data[q + f] ?? 0);
    return sum;
  }

  /** A user's row for a history, solved over the items as they are now; stores nothing. O(n k² + k³). */
  foldIn(touched: readonly Touched[]): FoldedPreferences {
    const { items, itemGram, missing } = this.#state;
    const { lambda } = this.settings;
    const { rows, table } = items;
    return foldPreferences(touched, { rows, gram: itemGram, items: table.size, lambda, missing });
  }

  /** Places of an item among all that the user has not touched, before it is learned. O(items k). @param blend weighs. */
  ranks(userId: string, itemId: string, blend = new RankBlend()): PreferenceRanks {
    const history = this.historyOf(userId);
    return this.#ranker.rank({
      state: this.#state,
      neighbours: this.neighbours,
      history,
      item: this.#state.items.table.find(itemId),
      fold: () => this.foldIn(history),
      heatHalfLifeMs: this.settings.heatHalfLifeMs,
      weights: blend.weights,
    });
  }

  /** Whether the user's retained history has the item. */
  knows(userId: string, itemId: string): boolean {
    const { users, items } = this.#state;
    const [user, item] = [users.table.find(userId), items.table.find(itemId)];
    return user >= 0 && item >= 0 && this.#state.links.weight(user, item) > 0;
  }

  /** The user's retained history by slot, oldest first; empty for an unknown user. O(userItemsMax). */
  historyOf(userId: string): Touched[] {
    const { users, items } = this.#state;
    const user = users.table.find(userId);
    if (user < 0) return [];
    const list = users.lists.of(user);
    const history: Touched[] = [];
    for (let n = 0; n < list.size; n++) {
      const slot = list.slots[n] ?? 0;
      if (items.birth.data[slot] === list.births[n]) history.push({ slot, weight: list.ratings[n] ?? 0 });
    }
    return history;
  }

  /** The user's retained preferences, oldest first. */
  preferencesOf(userId: string): ItemPreference[] {
    return retainedPreferences(this.#state, userId);
  }

  /** One batch sweep: one pass over all users' rows, then all items'. Never increases J where no cap has bitten. */
  sweep(): void {
    for (const [, user] of this.#state.users.table.rows()) this.#state.update(user, -1);
    for (const [, item] of this.#state.items.table.rows()) this.#state.update(-1, item);
  }

  /** J over the users' retained preferences. O(users items k): for tests and benches. */
  objective(): number {
    return preferenceObjective(this.#state, this.settings);
  }

  /** Ids of users whose preferences changed or who left since the last call. */
  changedUsers(): string[] {
    return this.#state.users.drain();
  }

  /** Ids of items that left since the last call, and of at most `limit` whose rows changed, those that waited longest first. */
  changedItems(limit?: number): string[] {
    return this.#state.items.drain(limit);
  }

  /** A user's preferences for publication, or undefined when the user has left. */
  encodeUser(userId: string): Uint8Array | undefined {
    return this.#state.users.table.find(userId) < 0
      ? undefined
      : encodePreferences(this.preferencesOf(userId));
  }

  /** An item's row for publication, or undefined when it has left. */
  encodeItem(itemId: string): Uint8Array | undefined {
    return publishedPreferenceItem(this.#state, itemId);
  }

  /** Heat and touches of all items, for publication. */
  encodeTotals(): Uint8Array {
    const { allHeat, touches, weights } = this.#state;
    return encodePreferenceTotals({ heat: allHeat, touches, weights });
  }

  /**
   * What peers have to know of what was learned since the last call, as `RatingModel.shares` gives it. Empty where nothing is
   * shared.
   */
  *shares(): Iterable<readonly [itemId: string, share: Uint8Array]> {
    const { items, events } = this.#state;
    for (const itemId of [...this.#untold, ...items.takeLeft()]) {
      const slot = items.table.find(itemId);
      yield [itemId, slot < 0 ? nothingKnown : this.#state.share(slot)];
    }
    if (this.#untold.size > 0 && isTimeForTotals(events)) yield ["", this.#state.shareAll()];
    this.#untold.clear();
  }

  /** Takes what all peers say of an item, or by "" of everything, in the place of what they said before. */
  adopt(itemId: string, shares: readonly Uint8Array[]): void {
    if (itemId === "") this.#state.adoptAll(shares);
    else this.#state.adopt(itemId, shares);
  }

  /** Items held. */
  get items(): number {
    return this.#state.items.table.size;
  }

  get size(): StateSize {
    const { users, items } = this.#state;
    return {
      entries: users.table.size + items.table.size,
      bytes: users.table.bytes + users.lists.bytes + items.table.bytes + items.lists.bytes,
      evictions: users.table.evictions + items.table.evictions,
    };
  }

  chunks(): Iterable<Chunk> {
    return this.#state.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#state.restore(chunks);
  }
}
