import { ByteReader, type StateSize } from "@millrace/state";
import { Gram } from "./gram.ts";
import { KeptNeighbours } from "./near-items.ts";
import { Neighbours } from "./neighbours.ts";
import {
  type PreferenceModelOptions,
  type PreferenceModelSettings,
  preferenceModelSettings,
} from "./preference-options.ts";
import { decodePreferenceItem, decodePreferenceTotals, type PreferenceTotals } from "./preference-wire.ts";
import { Side } from "./side.ts";
import { reachOf } from "./top-n.ts";

const NOTHING: PreferenceTotals = { heat: { mass: 0, time: 0 }, touches: 0, weights: 0 };
const OUT = Number.NEGATIVE_INFINITY;

/**
 * What a {@link PreferenceModel} published, as its readers hold it: items' rows, who touched what, and heat, each in the place of what
 * was said before. Bytes: those of the writer's items, 12 for each preference of a user, twice, and {@link KeptNeighbours}.
 */
export class PublishedPreferences {
  readonly settings: PreferenceModelSettings;
  readonly neighbours: Neighbours;
  readonly #near = new KeptNeighbours();
  /** Scratch space, by item: all 0 between two calls. */
  #marks = new Uint8Array();
  protected readonly users: Side;
  protected readonly items: Side;
  /** Heat of each item: mass and its event time, `[slots x 2]`. */
  protected readonly heat;
  protected readonly touches;
  /** Length of each item's vector, as {@link reachOf} tells it. */
  protected readonly reach;
  /** Partition whose row is held. */
  readonly #itemFrom;
  readonly #userFrom;
  protected readonly gram: Gram;
  readonly #totalsOf = new Map<number, PreferenceTotals>();
  /** Of the partition that knows most touches. */
  protected totals = NOTHING;

  /** @throws {RangeError} for an option out of its range. */
  constructor(options: PreferenceModelOptions) {
    this.settings = preferenceModelSettings(options);
    const { usersMax, itemsMax, userItemsMax, itemUsersMax, factors } = this.settings;
    this.users = new Side(usersMax, 0, userItemsMax);
    this.items = new Side(itemsMax, factors, itemUsersMax);
    this.heat = this.items.table.f64(2);
    this.touches = this.items.table.i32();
    this.reach = this.items.table.f32();
    this.#itemFrom = this.items.table.i32();
    this.#userFrom = this.users.table.i32();
    this.gram = new Gram(factors);
    this.neighbours = new Neighbours({ users: this.users, items: this.items }, this.#near);
  }

  /**
   * Takes an item's row in; of two partitions' rows the one that knows more touches is held.
   * @throws {StateFormatError} for bytes of another format.
   */
  applyItem(itemId: string, bytes: Uint8Array, partition = 0): void {
    const { row, count, touches, heat } = decodePreferenceItem(bytes, this.settings.factors);
    const slot = this.#claim(itemId);
    if (this.#itemFrom.data[slot] !== partition && touches < (this.touches.data[slot] ?? 0)) return;
    this.#itemFrom.data[slot] = partition;
    const { data, width } = this.items.rows;
    this.gram.shift(data, slot * width, -1);
    data.set(row, slot * width);
    data[(slot + 1) * width - 1] = 0;
    this.reach.data[slot] = reachOf(data, slot * width, width - 1);
    this.gram.shift(data, slot * width, 1);
    this.items.count.data[slot] = count;
    this.touches.data[slot] = touches;
    this.heat.data[slot * 2] = heat.mass;
    this.heat.data[slot * 2 + 1] = heat.time;
  }

  /** Takes a user's history in, in the place of the former one. O(preferences). @throws {StateFormatError} */
  applyUser(userId: string, bytes: Uint8Array, partition = 0): void {
    const { table: users, lists } = this.users;
    if (users.find(userId) < 0 && users.size >= users.capacity) this.#leaves(users.oldest);
    const user = this.users.claim(userId, 0);
    this.#userFrom.data[user] = partition;
    const birth = this.users.birth.data[user] ?? 0;
    const { slots, weights } = this.#read(user, bytes);
    const births = this.items.birth.data;
    const marks = this.#marks;
    // 1 for what the user has now, 2 where the user had it before, 3 once it stands in the list.
    for (const item of slots) marks[item] = 1;
    const former = lists.of(user);
    for (let n = 0; n < former.size; n++) {
      const item = former.slots[n] ?? 0;
      this.#near.drop(item);
      if (births[item] !== former.births[n]) continue;
      if (marks[item] === 1) marks[item] = 2;
      else this.#drop(item, user, birth);
    }
    lists.empty(user);
    for (let n = 0; n < slots.length; n++) {
      const item = slots[n] ?? 0;
      if (marks[item] === 3) continue;
      if (marks[item] === 1) {
        this.#near.drop(item);
        this.items.lists.push(item, user, birth, weights[n] ?? 0);
      }
      marks[item] = 3;
      lists.push(user, item, births[item] ?? 0, weights[n] ?? 0);
    }
    for (const item of slots) marks[item] = 0;
  }

  /** Takes the totals in. @throws {StateFormatError} */
  applyTotals(bytes: Uint8Array, partition = 0): void {
    this.#totalsOf.set(partition, decodePreferenceTotals(bytes));
    this.totals = [...this.#totalsOf.values()].reduce((a, b) => (b.touches > a.touches ? b : a));
    // Nobody asks a reader what changed.
    this.users.drain();
    this.items.drain();
  }

  /** Lets a user go; whether the user was there. */
  removeUser(userId: string): boolean {
    this.#leaves(this.users.table.find(userId));
    return this.users.forget(userId);
  }

  /** Lets everything of a partition go. O(users + items). */
  removePartition(partition: number): void {
    for (const [userId, slot] of [...this.users.table.rows()])
      if (this.#userFrom.data[slot] === partition) this.removeUser(userId);
    for (const [itemId] of [...this.items.table.rows()]) this.removeItem(itemId, partition);
    this.#totalsOf.delete(partition);
    this.totals = [...this.#totalsOf.values()].reduce((a, b) => (b.touches > a.touches ? b : a), NOTHING);
  }

  /** Lets an item go where the row held is that partition's; whether it was. */
  removeItem(itemId: string, partition = 0): boolean {
    const slot = this.items.table.find(itemId);
    if (slot < 0 || this.#itemFrom.data[slot] !== partition) return false;
    const { data, width } = this.items.rows;
    this.gram.shift(data, slot * width, -1);
    this.#near.drop(slot);
    this.items.forget(itemId);
    // The slot may stay empty: nothing may recommend what is in it.
    data.fill(0, slot * width, (slot + 1) * width);
    data[(slot + 1) * width - 1] = OUT;
    return true;
  }

  get size(): StateSize {
    return {
      entries: this.users.table.size + this.items.table.size,
      bytes:
        this.#near.bytes +
        this.users.table.bytes +
        this.users.lists.bytes +
        this.items.table.bytes +
        this.items.lists.bytes,
      evictions: this.users.table.evictions + this.items.table.evictions,
    };
  }

  /** Slot of an item, made empty where it is new: a history may name an item before its row has come. */
  #claim(itemId: string): number {
    const { table, rows } = this.items;
    const known = table.find(itemId);
    if (known >= 0) return known;
    if (table.size >= table.capacity) {
      this.gram.shift(rows.data, table.oldest * rows.width, -1);
      this.#near.drop(table.oldest);
    }
    const slot = this.items.claim(itemId, 0);
    const { data, width } = this.items.rows;
    data.fill(0, slot * width, (slot + 1) * width - 1);
    data[(slot + 1) * width - 1] = OUT;
    return slot;
  }

  /** What the items of a user who leaves are near to is to be looked up anew. */
  #leaves(user: number): void {
    const { slots, size } = this.users.lists.of(user);
    for (let n = 0; n < size; n++) this.#near.drop(slots[n] ?? 0);
  }

  /**
   * Slots and weights of a history. It is most often the user's former one but for some items, so each id is first held against the one
   * that would come next: then it is neither made nor looked up.
   */
  #read(user: number, bytes: Uint8Array): { readonly slots: number[]; readonly weights: number[] } {
    const { table } = this.items;
    const former = this.users.lists.of(user);
    const slots: number[] = [];
    const weights: number[] = [];
    const r = new ByteReader(bytes);
    let next = 0;
    for (let left = r.varint(); left > 0; left--) {
      const expected = former.slots[next] ?? 0;
      const isThere = next < former.size && this.items.birth.data[expected] === former.births[next];
      const known = isThere ? (table.keyOf(expected) ?? "") : "";
      const itemId = r.text(known);
      const isExpected = known !== "" && itemId === known;
      const item = isExpected ? expected : this.#claim(itemId);
      slots.push(item);
      weights.push(r.f32());
      const at = isExpected ? next : former.slots.indexOf(item, next);
      if (at >= 0 && at < former.size) next = at + 1;
    }
    if (this.#marks.length < table.slotCount) this.#marks = new Uint8Array(table.slotCount * 2);
    return { slots, weights };
  }

  #drop(item: number, user: number, birth: number): void {
    const at = this.items.lists.find(item, user, birth);
    if (at >= 0) this.items.lists.remove(item, at);
  }
}
