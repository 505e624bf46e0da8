import type { StateSize } from "@millrace/state";
import { cosine } from "./cosine.ts";
import { type Evidence, type FoldedUser, foldIn, strongest } from "./fold-in.ts";
import { decodeGlobal, emptyGlobal, type GlobalRow } from "./global.ts";
import { type RatingModelOptions, type RatingModelSettings, ratingModelSettings } from "./options.ts";
import { clampRating, predictRating, type RatingPrediction } from "./predict.ts";
import { ReplicaItems, ReplicaUsers } from "./replica-rows.ts";
import { BestScores, type Scored, topN } from "./top-n.ts";
import { type Vectors, vectorsOfItems, vectorsOfUsers } from "./vectors.ts";
import type { ItemRating } from "./wire.ts";

/** An item to recommend. */
export interface RecommendedItem {
  readonly itemId: string;
  /** Expected rating without the momentary level, not clamped: μ + b + c + u·v. */
  readonly score: number;
  /** Rated items that raise the score most, by {@link Evidence.weight}, at most `evidenceMax`. */
  readonly evidence: readonly Evidence[];
}

/** An item with a score. */
export interface ScoredItem {
  readonly itemId: string;
  readonly score: number;
}

/** What to recommend. */
export interface RecommendOptions {
  /** Most items. */
  readonly limit: number;
  /** Items to leave out; rated ones are left out anyway. */
  readonly exclude?: Iterable<string>;
  /** Items to choose from; all when absent. Asked only of items that would get into the list. */
  readonly accept?: (itemId: string) => boolean;
  /** Most pieces of evidence per item. @default 3 */
  readonly evidenceMax?: number;
}

const RELATED_DOUBT = 5;
const POPULAR_DOUBT = 10;

/**
 * The reader's side of a {@link RatingModel}: what it published, and answers computed from that when asked. A user's row is
 * solved anew from its retained ratings over the items as they are now, so one item's change needs no rewriting of lists,
 * and evidence adds up exactly. Reading changes nothing. It needs the writer's options.
 */
export class FactorReplica {
  readonly #settings: RatingModelSettings;
  readonly #users: ReplicaUsers;
  readonly #items: ReplicaItems;
  readonly #globals = new Map<number, GlobalRow>();
  /** Of the partition that knows most ratings. */
  #global: GlobalRow = emptyGlobal;

  /** @throws {RangeError} for an option out of its range. */
  constructor(options: RatingModelOptions) {
    this.#settings = ratingModelSettings(options);
    this.#users = new ReplicaUsers(this.#settings.usersMax, this.#settings.factors);
    this.#items = new ReplicaItems(this.#settings.itemsMax, this.#settings.factors);
  }

  /** Takes a user's row in. @throws {StateFormatError} (when it is read) for bytes of another format. */
  applyUser(userId: string, bytes: Uint8Array, partition = 0): void {
    this.#users.apply(userId, bytes, partition);
  }

  /** Takes an item's row in. @throws {StateFormatError} for bytes of another format. */
  applyItem(itemId: string, bytes: Uint8Array, partition = 0): void {
    this.#items.apply(itemId, bytes, partition);
  }

  /** Takes the global row in. @throws {StateFormatError} for bytes of another format. */
  applyGlobal(bytes: Uint8Array, partition = 0): void {
    this.#globals.set(partition, decodeGlobal(bytes));
    this.#global = [...this.#globals.values()].reduce((a, b) => (b.count > a.count ? b : a));
  }

  /** Lets a user go; whether it was there. */
  removeUser(userId: string): boolean {
    return this.#users.remove(userId);
  }

  /** Lets an item go where the row held is that partition's; whether it was. */
  removeItem(itemId: string, partition = 0): boolean {
    return this.#items.remove(itemId, partition);
  }

  /** Lets everything of a partition go. O(users + items). */
  removePartition(partition: number): void {
    for (const [userId] of [...this.#users.table.rows()])
      if (this.#users.partitionOf(userId) === partition) this.#users.remove(userId);
    for (const [itemId] of [...this.#items.table.rows()]) this.#items.remove(itemId, partition);
    this.#globals.delete(partition);
    this.#global = [...this.#globals.values()].reduce((a, b) => (b.count > a.count ? b : a), emptyGlobal);
  }

  /** Whether the user has a row. */
  hasUser(userId: string): boolean {
    return this.#users.table.find(userId) >= 0;
  }

  /** As `RatingModel.predict`, to the bit. O(k), and the reading of the user's row. */
  predict(userId: string, itemId: string): RatingPrediction {
    const user = this.#users.get(userId);
    const width = this.#settings.factors + 1;
    const side = {
      rows: { data: user?.row ?? new Float32Array(width), width },
      plainBias: { data: Float32Array.of(user?.plainBias ?? 0) },
      drift: { data: Float32Array.from(user?.drift ?? [0, 0]) },
    };
    const item = this.#items.table.find(itemId);
    const global = this.#globals.get(this.#users.partitionOf(userId)) ?? this.#global;
    return predictRating(global, side, user === undefined ? -1 : 0, this.#items, item);
  }

  /** Mean μ of all ratings; 3.5 before the first. */
  get mean(): number {
    return this.#global.mean;
  }

  /** Slot of an item, or −1. */
  slotOf(itemId: string): number {
    return this.#items.table.find(itemId);
  }

  /** The `limit` items of the greatest expected rating for a user made by `foldIn`. O(items k). */
  topOf(user: FoldedUser, limit: number, accept: (itemId: string) => boolean): string[] {
    const { scored, table } = this.#items;
    const out = (slot: number): boolean => !accept(table.keyOf(slot) ?? "");
    const best = topN(user.vector, this.#global.mean + user.bias, limit, out, scored, table.slotCount);
    return this.#named(best).map(({ itemId }) => itemId);
  }

  /** Ratings of an item and their mean; undefined where there are none. */
  ratingsOfItem(itemId: string): { readonly ratings: number; readonly mean: number } | undefined {
    const slot = this.slotOf(itemId);
    const ratings = slot < 0 ? 0 : (this.#items.count.data[slot] ?? 0);
    return ratings <= 0 ? undefined : { ratings, mean: (this.#items.sum.data[slot] ?? 0) / ratings };
  }

  /** Score of {@link popular} of the item in a slot; μ where it has no ratings. */
  popularity(slot: number): number {
    const n = this.#items.count.data[slot] ?? 0;
    if (n <= 0) return this.mean;
    const shrunk = ((this.#items.sum.data[slot] ?? 0) + POPULAR_DOUBT * this.mean) / (n + POPULAR_DOUBT);
    return clampRating(shrunk) + Math.log1p(n) / 10;
  }

  /** Retained ratings of a user, oldest first. */
  ratingsOf(userId: string): readonly ItemRating[] {
    return this.#users.get(userId)?.ratings ?? [];
  }

  /** Best unrated items for a known user; empty for an unknown one. O(n k² + k³ + items k). */
  recommend(userId: string, options: RecommendOptions): RecommendedItem[] {
    const ratings = this.ratingsOf(userId);
    return ratings.length === 0 ? [] : this.recommendFor(ratings, options);
  }

  /** Best unrated items for whoever gave these ratings; empty when none is of a known item. Stores nothing. */
  recommendFor(ratings: readonly ItemRating[], options: RecommendOptions): RecommendedItem[] {
    const user = this.foldIn(ratings);
    if (user.slots.length === 0) return [];
    const evidenceMax = options.evidenceMax ?? 3;
    const { scored, table } = this.#items;
    const base = this.#global.mean + user.bias;
    const out = this.#unwanted(options, user.slots);
    const best = topN(user.vector, base, options.limit, out, scored, table.slotCount);
    return this.#named(best).map(({ slot, itemId, score }) => ({
      itemId,
      score,
      evidence: strongest(user, slot, evidenceMax),
    }));
  }

  /** The user's row and evidence for these ratings over the items as they are now. */
  foldIn(ratings: readonly ItemRating[]): FoldedUser {
    return foldIn(ratings, this.#items, this.#global.mean, this.#settings);
  }

  /**
   * Items whose vectors point the same way: cosine, times n / (n + 5) for n ratings of the other item, since a vector from one
   * or two ratings has a direction by accident. −1..1, best first, only above 0. O(items k).
   */
  related(itemId: string, limit: number): ScoredItem[] {
    const { table, rows, count } = this.#items;
    const self = table.find(itemId);
    if (self < 0) return [];
    const k = rows.width - 1;
    const vector = rows.data.subarray(self * rows.width, self * rows.width + k);
    const best = new BestScores(limit);
    for (let slot = 0; slot < table.slotCount; slot++) {
      if (slot === self) continue;
      const n = count.data[slot] ?? 0;
      const score = (cosine(vector, rows.data, slot * rows.width) * n) / (n + RELATED_DOUBT);
      if (score > 0) best.offer(slot, score);
    }
    return this.#named(best.sorted()).map(({ itemId: other, score }) => ({ itemId: other, score }));
  }

  /**
   * Best items for somebody unknown: mean rating shrunk towards μ by 10 pseudo-ratings, plus what the number of ratings says,
   * ln(1 + n) / 10: fame counts a little, so that one perfect rating does not lead the list. O(items).
   */
  popular(limit: number, options: Omit<RecommendOptions, "limit" | "evidenceMax"> = {}): ScoredItem[] {
    const { table, count, sum } = this.#items;
    const mean = this.#global.mean;
    const out = this.#unwanted(options, []);
    const best = new BestScores(limit);
    for (let slot = 0; slot < table.slotCount; slot++) {
      const n = count.data[slot] ?? 0;
      if (n <= 0) continue;
      const shrunk = ((sum.data[slot] ?? 0) + POPULAR_DOUBT * mean) / (n + POPULAR_DOUBT);
      const score = clampRating(shrunk) + Math.log1p(n) / 10;
      if (score > best.floor && !out(slot)) best.offer(slot, score);
    }
    return this.#named(best.sorted()).map(({ itemId, score }) => ({ itemId, score }));
  }

  /** Vectors of the items with most ratings, at most `limit`: copies. O(items log items). */
  itemVectors(limit: number): Vectors {
    return vectorsOfItems(this.#items, limit);
  }

  /** Vectors of the users with most retained ratings, at most `limit`: copies. O(users log users + limit k). */
  userVectors(limit: number): Vectors {
    return vectorsOfUsers(this.#users, this.#settings.factors, limit);
  }

  get size(): StateSize {
    return {
      entries: this.#users.table.size + this.#items.table.size,
      bytes: this.#users.bytes + this.#items.table.bytes,
      evictions: this.#users.table.evictions + this.#items.table.evictions,
    };
  }

  #unwanted({ exclude = [], accept }: Omit<RecommendOptions, "limit">, rated: readonly number[]) {
    const out = new Set(rated);
    for (const itemId of exclude) out.add(this.#items.table.find(itemId));
    return (slot: number): boolean =>
      out.has(slot) || accept?.(this.#items.table.keyOf(slot) ?? "") === false;
  }

  #named(scored: readonly Scored[]): (Scored & ScoredItem)[] {
    return scored.map((row) => ({ ...row, itemId: this.#items.table.keyOf(row.slot) ?? "" }));
  }
}
