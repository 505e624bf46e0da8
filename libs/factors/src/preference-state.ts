import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  type Column,
  prefixed,
  requireChunk,
  type Stateful,
} from "@millrace/state";
import { Gram } from "./gram.ts";
import { type Heat, heated } from "./heat.ts";
import { missingWeight } from "./missing-weight.ts";
import { passesStep } from "./news.ts";
import { PreferenceLinks } from "./preference-links.ts";
import type { PreferenceModelSettings } from "./preference-options.ts";
import { PreferencePeers } from "./preference-peers.ts";
import { type PreferenceProblem, PreferenceRow, peerSumsLength } from "./preference-row.ts";
import { encodeItemSaid, writeAllSaid } from "./preference-said.ts";
import { Side } from "./side.ts";

/** Peers are told of an item when this share of it is new. */
const NEWS_SHARE = 1 / 4;
const NO_HEAT: Heat = { mass: 0, time: 0 };

/** Users, items and sums of a preference model, and the steps by which preferences enter and leave them. */
export class PreferenceState implements Stateful {
  readonly users: Side;
  readonly items: Side;
  readonly userGram: Gram;
  readonly itemGram: Gram;
  /** Heat of each item: mass and its event time, `[slots x 2]`. */
  readonly heat: Column<Float64Array>;
  /** Who prefers what. */
  readonly links: PreferenceLinks;
  /** What peers say, and what of all of it is their part. */
  readonly peers: PreferencePeers;
  /** Heat of all items together, those that left included. */
  allHeat: Heat = NO_HEAT;
  /** Touches of all items ever, those that left included. */
  touches = 0;
  /** Σ of their weights. */
  weights = 0;
  /** Events learned. */
  #events = 0;
  readonly #settings: PreferenceModelSettings;
  readonly #userRow: PreferenceRow;
  readonly #itemRow: PreferenceRow;
  #revision = 0;

  constructor(settings: PreferenceModelSettings) {
    const { factors, usersMax, itemsMax, userItemsMax, itemUsersMax } = settings;
    this.#settings = settings;
    this.users = new Side(usersMax, factors, userItemsMax);
    this.items = new Side(itemsMax, factors, itemUsersMax, settings.shared ? peerSumsLength(factors) : 0);
    this.links = new PreferenceLinks(this.users, this.items);
    this.heat = this.items.table.f64(2);
    this.peers = new PreferencePeers(this.items, this.heat, settings);
    this.userGram = new Gram(factors);
    this.itemGram = new Gram(factors);
    this.#userRow = new PreferenceRow(factors, userItemsMax);
    this.#itemRow = new PreferenceRow(factors, itemUsersMax);
  }

  /** Slot of a user's row, made where it is new. */
  claimUser(userId: string): number {
    return this.#claimRow(this.users, this.userGram, userId);
  }

  /** Slot of an item's row, made where it is new. */
  claimItem(itemId: string): number {
    return this.#claimRow(this.items, this.itemGram, itemId);
  }

  /** Warms an item. */
  touch(item: number, weight: number, time: number): void {
    const { heatHalfLifeMs } = this.#settings;
    const [at, data] = [item * 2, this.heat.data];
    const own = heated({ mass: data[at] ?? 0, time: data[at + 1] ?? 0 }, weight, time, heatHalfLifeMs);
    data[at] = own.mass;
    data[at + 1] = own.time;
    this.allHeat = heated(this.allHeat, weight, time, heatHalfLifeMs);
    this.items.sum.data[item] = (this.items.sum.data[item] ?? 0) + 1;
    this.touches++;
    this.weights += weight;
    this.items.changed(item);
    this.#revision++;
  }

  /** Weight c of a pair that nothing was said of: the setting's share of what a touch weighed on average. */
  get missing(): number {
    return missingWeight(this.#settings.missing, this.weights, this.touches);
  }

  /**
   * How many users each one in an item's list stands for: the list keeps the newest, but who is not in it any more has not
   * said no. Without this an item that everybody buys would look as if nearly nobody did.
   */
  standsFor(item: number): number {
    const { size } = this.items.lists.of(item);
    return size === 0 ? 1 : Math.max(1, this.peers.peopleOf(item) / size);
  }

  /** Updates a user's row, then an item's; −1 leaves that side out. */
  update(user: number, item: number): void {
    const { lambda } = this.#settings;
    const { missing, users, items, userGram, itemGram } = this;
    if (user >= 0) {
      const problem = { lambda, missing, standsFor: 1, opposites: items.table.size };
      this.#userRow.update(users, user, userGram, items, itemGram, problem);
    }
    if (item >= 0) {
      const problem = this.#itemProblem(item);
      this.#itemRow.update(items, item, itemGram, users, this.peers.gram(userGram), problem);
      items.changed(item);
    }
    this.#revision++;
  }

  /**
   * Updates those of the rows touched that have changed enough since they were updated last: a row of few preferences with each
   * of them, one of 128 with every sixteenth, since one of so many moves it little. See {@link passesStep}.
   */
  settle(user: number, items: readonly number[]): void {
    const share = this.#settings.staleShare;
    const { users, items: side } = this;
    const touched = (users.sum.data[user] ?? 0) + items.length;
    users.sum.data[user] = touched;
    if (passesStep(touched, items.length, users.lists.of(user).size, share)) this.update(user, -1);
    for (const item of items)
      if (passesStep(side.sum.data[item] ?? 0, 1, side.lists.of(item).size, share)) this.update(-1, item);
  }

  /** Whether peers have to be told of an item that was touched just now. */
  isNews(item: number): boolean {
    return passesStep(this.peers.touchesOf(item), 1, this.items.lists.of(item).size, NEWS_SHARE);
  }

  /** Events learned. */
  get events(): number {
    return this.#events;
  }

  /** Updates the rows whose turn it is, after an event was learned. */
  refresh(): void {
    const { refreshRows } = this.#settings;
    const due = Math.floor((this.#events + 1) * refreshRows) - Math.floor(this.#events * refreshRows);
    this.#events++;
    for (let n = 0; n < due; n++) this.update(this.users.next(), this.items.next());
  }

  /** Takes a user away at the owner's wish; whether the user was there. */
  forgetUser(userId: string): boolean {
    const slot = this.users.table.find(userId);
    if (slot >= 0) this.userGram.shift(this.users.rows.data, slot * this.users.rows.width, -1);
    this.#revision++;
    return this.users.forget(userId);
  }

  /** What this partition's users say of an item. O(itemUsersMax k²). */
  share(item: number): Uint8Array {
    const sums = this.#itemRow.sums(this.items, item, this.users, this.#itemProblem(item));
    return encodeItemSaid(this.peers.own(item), sums);
  }

  /** What they say of everything. O(k²). */
  shareAll(): Uint8Array {
    const { touches, weights, allHeat: heat, userGram } = this;
    const all = { users: this.users.table.size, touches, weights, heat, gram: userGram.sums };
    return writeAllSaid(new ByteWriter(), this.peers.ownOf(all)).finish();
  }

  /** Takes what all peers say of an item, in the place of what they said before, and updates its row. */
  adopt(itemId: string, shares: readonly Uint8Array[]): void {
    const item = this.claimItem(itemId);
    this.peers.adopt(item, shares);
    this.update(-1, item);
    this.items.toldBy(itemId);
  }

  /** Takes what all peers say of everything, in the place of what they said before. */
  adoptAll(shares: readonly Uint8Array[]): void {
    const { users, userGram, touches, weights, allHeat: heat } = this;
    const own = this.peers.ownOf({ users: users.table.size, touches, weights, heat, gram: userGram.sums });
    const both = this.peers.adoptAll(own, shares);
    this.touches = both.touches;
    this.weights = both.weights;
    this.allHeat = both.heat;
    this.#revision++;
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "global", revision: this.#revision, bytes: () => this.#globalBytes() };
    yield* prefixed("users", this.users.chunks());
    yield* prefixed("items", this.items.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "global"));
    this.links.dropped = r.varint();
    this.touches = r.varint();
    this.weights = r.f64();
    this.#events = r.varint();
    this.allHeat = { mass: r.f64(), time: r.f64() };
    this.userGram.read(r);
    this.itemGram.read(r);
    this.peers.read(r);
    for (const side of [this.users, this.items]) {
      side.births = r.varint();
      side.cursor = r.varint();
    }
    this.users.restore(below("users", chunks));
    this.items.restore(below("items", chunks));
  }

  #globalBytes(): Uint8Array {
    const w = new ByteWriter().varint(this.links.dropped).varint(this.touches).f64(this.weights);
    w.varint(this.#events);
    w.f64(this.allHeat.mass).f64(this.allHeat.time);
    this.userGram.write(w);
    this.itemGram.write(w);
    this.peers.write(w);
    for (const side of [this.users, this.items]) w.varint(side.births).varint(side.cursor);
    return w.finish();
  }

  /** The row of whoever has to leave is taken out of the sum, that of whoever comes is added. */
  #claimRow(side: Side, gram: Gram, id: string): number {
    const known = side.table.find(id);
    if (known >= 0) {
      side.table.touch(known);
      return known;
    }
    const { width } = side.rows;
    if (side.table.size >= side.table.capacity) gram.shift(side.rows.data, side.table.oldest * width, -1);
    const slot = side.enter(id, this.#settings.seed);
    gram.shift(side.rows.data, slot * width, 1);
    return slot;
  }

  #itemProblem(item: number): PreferenceProblem {
    const { lambda } = this.#settings;
    const { missing, items } = this;
    const opposites = this.users.table.size + this.peers.all.users;
    const problem = { lambda, missing, standsFor: this.standsFor(item), opposites };
    const { peers } = items;
    if (peers === undefined) return problem;
    return { ...problem, peers: peers.data.subarray(item * peers.width, (item + 1) * peers.width) };
  }
}
