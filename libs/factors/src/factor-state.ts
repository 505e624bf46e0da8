import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  prefixed,
  requireChunk,
  type Stateful,
} from "@millrace/state";
import { GlobalSums } from "./global.ts";
import { itemShare, shareAt, shareLength, sumShares } from "./item-share.ts";
import { passesStep } from "./news.ts";
import type { RatingModelSettings } from "./options.ts";
import { rawBiases, rawScore } from "./predict.ts";
import { RowSolver } from "./row-solver.ts";
import { Side } from "./side.ts";
import { solveRow } from "./solve-rows.ts";

/** Ratings of a row that each of its turns may read on average. */
const REFRESH_RATINGS = 32;

/** A number of 32 bits that two numbers lead to, every bit as likely 1 as 0 (the finaliser of MurmurHash3). */
const mixed = (a: number, b: number): number => {
  let h = Math.imul(a, 0x9e3779b1) ^ b;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** Users, items and sums of a rating model, and the steps by which ratings enter and leave them. */
export class FactorState implements Stateful {
  readonly users: Side;
  readonly items: Side;
  readonly global = new GlobalSums();
  readonly #settings: RatingModelSettings;
  readonly #solver: RowSolver;
  #revision = 0;

  constructor(settings: RatingModelSettings) {
    const { factors, lambda, biasLambda, ratingsPerRowMax, usersMax, itemsMax } = settings;
    this.users = new Side(usersMax, factors, ratingsPerRowMax);
    this.items = new Side(itemsMax, factors, ratingsPerRowMax, settings.shared ? shareLength(factors) : 0);
    this.#solver = new RowSolver(factors, lambda, biasLambda, ratingsPerRowMax);
    this.#settings = settings;
  }

  /** The user's rating of the item, if it is retained. O(ratingsPerRowMax). */
  retained(userId: string, itemId: string): number | undefined {
    const user = this.users.table.find(userId);
    const item = this.items.table.find(itemId);
    if (user < 0 || item < 0) return undefined;
    const at = this.users.lists.find(user, item, this.items.birth.data[item] ?? 0);
    return at < 0 ? undefined : this.users.lists.of(user).ratings[at];
  }

  /** Adds a rating to both rows' lists and to the sums. */
  add(userId: string, itemId: string, rating: number): readonly [user: number, item: number] {
    const user = this.users.claim(userId, this.#settings.seed);
    const item = this.items.claim(itemId, this.#settings.seed);
    this.#append(this.users, user, this.items, item, rating);
    this.#append(this.items, item, this.users, user, rating);
    this.#shift(user, item, 1, rating);
    return [user, item];
  }

  /** Takes a retained rating out of both rows' lists and out of the sums: exactly what `add` put there. */
  undo(userId: string, itemId: string, rating: number): readonly [user: number, item: number] {
    const user = this.users.table.find(userId);
    const item = this.items.table.find(itemId);
    this.#take(this.users, user, this.items, item);
    this.#take(this.items, item, this.users, user);
    this.#shift(user, item, -1, -rating);
    return [user, item];
  }

  /** Compares the momentary levels with a rating about to be learned. O(k). */
  judge(userId: string, itemId: string, rating: number): void {
    const user = this.users.table.find(userId);
    if (user < 0 || this.#settings.driftHalfLife === 0) return;
    const item = this.items.table.find(itemId);
    const { mean } = this.global;
    const level = this.users.drift.data;
    const missed = rating - rawScore(mean, this.users, user, this.items, item);
    const plainMissed = rating - rawBiases(mean, this.users, user, this.items, item);
    this.global.judge(0, level[user * 2] ?? 0, missed);
    this.global.judge(1, level[user * 2 + 1] ?? 0, plainMissed);
  }

  /** Solves a user's row, then an item's; −1 leaves that side out. */
  solve(user: number, item: number): void {
    const { mean } = this.global;
    const { biasLambda, driftHalfLife } = this.#settings;
    if (user >= 0) solveRow(this.users, user, this.items, this.#solver, { mean, biasLambda, driftHalfLife });
    if (item >= 0)
      solveRow(this.items, item, this.users, this.#solver, { mean, biasLambda, driftHalfLife: 0 });
    this.#revision++;
  }

  /**
   * Solves the user's row, and the item's once enough of it is new: one of few ratings with each of them, one of 128 with every eighth,
   * since one of so many moves it little (see {@link passesStep}); its biases move at once. So for each new rating some 16 of an
   * item's are read, however many it has. @param rating the one added last; @param now whether the item's row may not wait.
   */
  settle(user: number, item: number, rating: number, now: boolean): void {
    const { lists, count } = this.items;
    const isDue = now || passesStep(count.data[item] ?? 0, 1, lists.of(item).size, this.#settings.staleShare);
    this.solve(user, isDue ? item : -1);
    if (!isDue) this.#nudge(user, item, rating);
  }

  /** Solves the rows whose turn it is, long ones in some of their turns only; the item, −1 where none is due. */
  refresh(): number {
    const user = this.#dueOf(this.users);
    const item = this.#dueOf(this.items);
    this.solve(user, item);
    return item;
  }

  /** Moves an item's biases alone by what one rating more moves their minimum: e / (n + λ_b). O(k). */
  #nudge(user: number, item: number, rating: number): void {
    const { users, items, global } = this;
    const { peers } = items;
    const others = peers?.data[item * peers.width + shareAt.retained] ?? 0;
    const known = items.lists.of(item).size + others + this.#settings.biasLambda;
    const missed = rating - rawScore(global.mean, users, user, items, item);
    const plainMissed = rating - rawBiases(global.mean, users, user, items, item);
    const { data, width } = items.rows;
    const bias = item * width + width - 1;
    data[bias] = (data[bias] ?? 0) + missed / known;
    items.plainBias.data[item] = (items.plainBias.data[item] ?? 0) + plainMissed / known;
    items.changed(item);
  }

  /** The next row in the rolling order, if it is due: one of n ratings is in one of n / 32 turns, drawn by chance. */
  #dueOf(side: Side): number {
    const slot = side.next();
    if (slot < 0) return slot;
    const turns = Math.ceil(side.lists.of(slot).size / REFRESH_RATINGS);
    return turns <= 1 || mixed(slot, this.global.count) % turns === 0 ? slot : -1;
  }

  /** What this partition's users say of an item. O(ratingsPerRowMax k²). */
  share(item: number): Uint8Array {
    return itemShare(this.items, item, this.users, this.#solver);
  }

  /** Takes what all peers' users say of an item, in the place of what they said before, and solves its row. */
  adopt(itemId: string, shares: readonly Uint8Array[]): void {
    const item = this.items.claim(itemId, this.#settings.seed);
    const { peers } = this.items;
    if (peers === undefined) return;
    sumShares(shares, peers.data.subarray(item * peers.width, (item + 1) * peers.width));
    this.solve(-1, item);
    this.items.toldBy(itemId);
  }

  /** Takes what all peers say of all ratings, in the place of what they said before. */
  adoptTotals(shares: readonly Uint8Array[]): void {
    this.global.adopt(shares);
    this.#revision++;
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "global", revision: this.#revision, bytes: () => this.#globalBytes() };
    yield* prefixed("users", this.users.chunks());
    yield* prefixed("items", this.items.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "global"));
    this.global.read(r);
    if (this.#settings.shared) this.global.readPeers(r);
    for (const side of [this.users, this.items]) {
      side.births = r.varint();
      side.cursor = r.varint();
    }
    this.users.restore(below("users", chunks));
    this.items.restore(below("items", chunks));
  }

  #globalBytes(): Uint8Array {
    const w = new ByteWriter();
    this.global.write(w);
    if (this.#settings.shared) this.global.writePeers(w);
    for (const side of [this.users, this.items]) w.varint(side.births).varint(side.cursor);
    return w.finish();
  }

  #append(side: Side, slot: number, opposite: Side, other: number, rating: number): void {
    const birth = opposite.birth.data[other] ?? 0;
    if (side.lists.push(slot, other, birth, rating)) this.global.dropped++;
  }

  #take(side: Side, slot: number, opposite: Side, other: number): void {
    const at = side.lists.find(slot, other, opposite.birth.data[other] ?? 0);
    if (at >= 0) side.lists.remove(slot, at);
  }

  #shift(user: number, item: number, count: 1 | -1, rating: number): void {
    for (const [side, slot] of [[this.users, user] as const, [this.items, item] as const]) {
      side.count.data[slot] = (side.count.data[slot] ?? 0) + count;
      side.sum.data[slot] = (side.sum.data[slot] ?? 0) + rating;
    }
    this.global.count += count;
    this.global.sum += rating;
  }
}
