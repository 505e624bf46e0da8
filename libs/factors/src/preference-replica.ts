import type { StateSize } from "@millrace/state";
import { Gram } from "./gram.ts";
import { heatAt, trendOf } from "./heat.ts";
import { KeptNeighbours } from "./near-items.ts";
import { Neighbours } from "./neighbours.ts";
import { type FoldedPreferences, foldPreferences, type Touched } from "./preference-fold.ts";
import {
  type PreferenceModelOptions,
  type PreferenceModelSettings,
  preferenceModelSettings,
} from "./preference-options.ts";
import { missingWeight } from "./preference-state.ts";
import {
  decodePreferenceItem,
  decodePreferences,
  decodePreferenceTotals,
  type ItemPreference,
  type PreferenceTotals,
} from "./preference-wire.ts";
import { Side } from "./side.ts";
import { BestScores, reachOf, type Scored, topN } from "./top-n.ts";

const NOTHING: PreferenceTotals = { heat: { mass: 0, time: 0 }, touches: 0, weights: 0 };
const OUT = Number.NEGATIVE_INFINITY;

/**
 * The reader's side of a {@link PreferenceModel}: items' rows, who touched what, and heat, as published. Factors,
 * neighbours and trends are worked out from them when asked, so that every change counts at once. It needs the writer's
 * options. Bytes: those of the writer's items, 12 for each preference of a user, twice, and {@link KeptNeighbours}.
 */
export class PreferenceReplica {
  readonly settings: PreferenceModelSettings;
  readonly neighbours: Neighbours;
  readonly #near = new KeptNeighbours();
  readonly #users: Side;
  readonly #items: Side;
  readonly #heat;
  readonly #touches;
  readonly #reach;
  /** Partition whose row is held. */
  readonly #itemFrom;
  readonly #userFrom;
  readonly #gram: Gram;
  readonly #totalsOf = new Map<number, PreferenceTotals>();
  /** Of the partition that knows most touches. */
  #totals = NOTHING;

  /** @throws {RangeError} for an option out of its range. */
  constructor(options: PreferenceModelOptions) {
    this.settings = preferenceModelSettings(options);
    const { usersMax, itemsMax, userItemsMax, itemUsersMax, factors } = this.settings;
    this.#users = new Side(usersMax, 0, userItemsMax);
    this.#items = new Side(itemsMax, factors, itemUsersMax);
    this.#heat = this.#items.table.f64(2);
    this.#touches = this.#items.table.i32();
    this.#reach = this.#items.table.f32();
    this.#itemFrom = this.#items.table.i32();
    this.#userFrom = this.#users.table.i32();
    this.#gram = new Gram(factors);
    this.neighbours = new Neighbours({ users: this.#users, items: this.#items }, this.#near);
  }

  /**
   * Takes an item's row in; of two partitions' rows the one that knows more touches is held.
   * @throws {StateFormatError} for bytes of another format.
   */
  applyItem(itemId: string, bytes: Uint8Array, partition = 0): void {
    const { row, count, touches, heat } = decodePreferenceItem(bytes, this.settings.factors);
    const slot = this.#claim(itemId);
    if (this.#itemFrom.data[slot] !== partition && touches < (this.#touches.data[slot] ?? 0)) return;
    this.#itemFrom.data[slot] = partition;
    const { data, width } = this.#items.rows;
    this.#gram.shift(data, slot * width, -1);
    data.set(row, slot * width);
    data[(slot + 1) * width - 1] = 0;
    this.#reach.data[slot] = reachOf(data, slot * width, width - 1);
    this.#gram.shift(data, slot * width, 1);
    this.#items.count.data[slot] = count;
    this.#touches.data[slot] = touches;
    this.#heat.data[slot * 2] = heat.mass;
    this.#heat.data[slot * 2 + 1] = heat.time;
  }

  /** Takes a user's history in, in the place of the former one. O(preferences). @throws {StateFormatError} */
  applyUser(userId: string, bytes: Uint8Array, partition = 0): void {
    const preferences = decodePreferences(bytes);
    const { table: users } = this.#users;
    if (users.find(userId) < 0 && users.size >= users.capacity) this.#leaves(users.oldest);
    const user = this.#users.claim(userId, 0);
    this.#userFrom.data[user] = partition;
    const birth = this.#users.birth.data[user] ?? 0;
    const slots = new Map(preferences.map(({ itemId, weight }) => [this.#claim(itemId), weight]));
    const former = this.#users.lists.of(user);
    const known = new Set<number>();
    for (let n = 0; n < former.size; n++) {
      const item = former.slots[n] ?? 0;
      this.#near.drop(item);
      if (slots.has(item)) known.add(item);
      else this.#drop(item, user, birth);
    }
    this.#users.lists.clear(user);
    for (const [item, weight] of slots) {
      this.#near.drop(item);
      this.#users.lists.push(user, item, this.#items.birth.data[item] ?? 0, weight);
      if (!known.has(item)) this.#items.lists.push(item, user, birth, weight);
    }
  }

  /** Takes the totals in. @throws {StateFormatError} */
  applyTotals(bytes: Uint8Array, partition = 0): void {
    this.#totalsOf.set(partition, decodePreferenceTotals(bytes));
    this.#totals = [...this.#totalsOf.values()].reduce((a, b) => (b.touches > a.touches ? b : a));
    // Nobody asks a reader what changed.
    this.#users.drain();
    this.#items.drain();
  }

  /** Lets a user go; whether the user was there. */
  removeUser(userId: string): boolean {
    this.#leaves(this.#users.table.find(userId));
    return this.#users.forget(userId);
  }

  /** Lets everything of a partition go. O(users + items). */
  removePartition(partition: number): void {
    for (const [userId, slot] of [...this.#users.table.rows()])
      if (this.#userFrom.data[slot] === partition) this.removeUser(userId);
    for (const [itemId] of [...this.#items.table.rows()]) this.removeItem(itemId, partition);
    this.#totalsOf.delete(partition);
    this.#totals = [...this.#totalsOf.values()].reduce((a, b) => (b.touches > a.touches ? b : a), NOTHING);
  }

  /** Lets an item go where the row held is that partition's; whether it was. */
  removeItem(itemId: string, partition = 0): boolean {
    const slot = this.slotOf(itemId);
    if (slot < 0 || this.#itemFrom.data[slot] !== partition) return false;
    const { data, width } = this.#items.rows;
    this.#gram.shift(data, slot * width, -1);
    this.#near.drop(slot);
    this.#items.forget(itemId);
    // The slot may stay empty: nothing may recommend what is in it.
    data.fill(0, slot * width, (slot + 1) * width);
    data[(slot + 1) * width - 1] = OUT;
    return true;
  }

  /** Whether the user has a history. */
  hasUser(userId: string): boolean {
    return this.#users.table.find(userId) >= 0;
  }

  /** Slot of an item, or −1. */
  slotOf(itemId: string): number {
    return this.#items.table.find(itemId);
  }

  /** Item in a slot; undefined where it is free. */
  itemAt(slot: number): string | undefined {
    return this.#items.table.keyOf(slot);
  }

  /** Slot of a user, or −1. */
  userSlot(userId: string): number {
    return this.#users.table.find(userId);
  }

  /** A user's history, oldest first; empty for an unknown user. */
  preferencesOf(userId: string): ItemPreference[] {
    const user = this.#users.table.find(userId);
    if (user < 0) return [];
    const list = this.#users.lists.of(user);
    const found: ItemPreference[] = [];
    for (let n = 0; n < list.size; n++) {
      const item = list.slots[n] ?? 0;
      const itemId = this.itemAt(item);
      if (itemId !== undefined && this.#items.birth.data[item] === list.births[n])
        found.push({ itemId, weight: list.ratings[n] ?? 0 });
    }
    return found;
  }

  /** A user's row for a history over the items as they are now. O(n k² + k³). */
  foldIn(touched: readonly Touched[]): FoldedPreferences {
    const { lambda, missing: share } = this.settings;
    const { rows, table } = this.#items;
    const missing = missingWeight(share, this.#totals.weights, this.#totals.touches);
    return foldPreferences(touched, { rows, gram: this.#gram, items: table.size, lambda, missing });
  }

  /** The `limit` items with the greatest p·q. O(items k). @param accept asked only of those that would get in. */
  top(user: FoldedPreferences, limit: number, accept: (itemId: string) => boolean): Scored[] {
    const { rows, table } = this.#items;
    const leaveOut = (slot: number): boolean => !accept(table.keyOf(slot) ?? "");
    const { data, width } = rows;
    return topN(user.vector, 0, limit, leaveOut, { data, width, reach: this.#reach }, table.slotCount);
  }

  /** Cosine of two items' vectors, −1..1; 0 for an unknown one. O(k). */
  likeness(slot: number, other: number): number {
    const { data, width } = this.#items.rows;
    if (slot < 0 || other < 0) return 0;
    let [both, own, theirs] = [0, 0, 0];
    for (let f = 0; f < width - 1; f++) {
      const [x, y] = [data[slot * width + f] ?? 0, data[other * width + f] ?? 0];
      both += x * y;
      own += x * x;
      theirs += y * y;
    }
    return own > 0 && theirs > 0 ? both / Math.sqrt(own * theirs) : 0;
  }

  /** How many different users touched an item. */
  countOf(slot: number): number {
    return slot < 0 ? 0 : (this.#items.count.data[slot] ?? 0);
  }

  /** The `limit` items that most different users touched. O(items). @param accept asked only of those that would get in. */
  popular(limit: number, accept: (itemId: string) => boolean): Scored[] {
    const { count, table, birth } = this.#items;
    const best = new BestScores(limit);
    for (let slot = 0; slot < table.slotCount; slot++) {
      const own = count.data[slot] ?? 0;
      if (birth.data[slot] !== 0 && own > 0 && own > best.floor && accept(table.keyOf(slot) ?? ""))
        best.offer(slot, own);
    }
    return best.sorted();
  }

  /** Share of an item in what happens now, with the long run as prior (see `trendOf`). @param now ms since 1970. */
  trend(slot: number, now: number, prior: number): number {
    const { heatHalfLifeMs } = this.settings;
    const { heat, touches } = this.#totals;
    const mass = this.#heat.data[slot * 2] ?? 0;
    const time = this.#heat.data[slot * 2 + 1] ?? 0;
    const share = touches > 0 ? (this.#touches.data[slot] ?? 0) / touches : 0;
    const own = heatAt({ mass, time }, now, heatHalfLifeMs);
    return trendOf(own, heatAt(heat, now, heatHalfLifeMs), share, prior);
  }

  /** The `limit` items that trend most. O(items). @param accept asked only of those that would get in. */
  trending(limit: number, now: number, prior: number, accept: (itemId: string) => boolean): Scored[] {
    const { table, birth } = this.#items;
    const best = new BestScores(limit);
    for (let slot = 0; slot < table.slotCount; slot++) {
      if (birth.data[slot] === 0 || (this.#touches.data[slot] ?? 0) === 0) continue;
      const score = this.trend(slot, now, prior);
      if (score > best.floor && accept(table.keyOf(slot) ?? "")) best.offer(slot, score);
    }
    return best.sorted();
  }

  /** Newest touch of any item, ms since 1970; 0 before the first. */
  get now(): number {
    return this.#totals.heat.time;
  }

  get size(): StateSize {
    return {
      entries: this.#users.table.size + this.#items.table.size,
      bytes:
        this.#near.bytes +
        this.#users.table.bytes +
        this.#users.lists.bytes +
        this.#items.table.bytes +
        this.#items.lists.bytes,
      evictions: this.#users.table.evictions + this.#items.table.evictions,
    };
  }

  /** Slot of an item, made empty where it is new: a history may name an item before its row has come. */
  #claim(itemId: string): number {
    const { table, rows } = this.#items;
    const known = table.find(itemId);
    if (known >= 0) return known;
    if (table.size >= table.capacity) {
      this.#gram.shift(rows.data, table.oldest * rows.width, -1);
      this.#near.drop(table.oldest);
    }
    const slot = this.#items.claim(itemId, 0);
    const { data, width } = this.#items.rows;
    data.fill(0, slot * width, (slot + 1) * width - 1);
    data[(slot + 1) * width - 1] = OUT;
    return slot;
  }

  /** What the items of a user who leaves are near to is to be looked up anew. */
  #leaves(user: number): void {
    const { slots, size } = this.#users.lists.of(user);
    for (let n = 0; n < size; n++) this.#near.drop(slots[n] ?? 0);
  }

  #drop(item: number, user: number, birth: number): void {
    const at = this.#items.lists.find(item, user, birth);
    if (at >= 0) this.#items.lists.remove(item, at);
  }
}
