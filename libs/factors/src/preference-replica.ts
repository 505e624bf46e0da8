import { cosine } from "./cosine.ts";
import { heatAt, trendOf } from "./heat.ts";
import { missingWeight } from "./missing-weight.ts";
import { type FoldedPreferences, foldPreferences, type Touched } from "./preference-fold.ts";
import type { ItemPreference } from "./preference-wire.ts";
import { PublishedPreferences } from "./published-preferences.ts";
import { BestScores, type Scored, topN } from "./top-n.ts";

/**
 * The reader's side of a {@link PreferenceModel}: factors, neighbours and trends, worked out from what was published when asked, so
 * that every change counts at once. It needs the writer's options.
 */
export class PreferenceReplica extends PublishedPreferences {
  /** Whether the user has a history. */
  hasUser(userId: string): boolean {
    return this.users.table.find(userId) >= 0;
  }

  /** Slot of an item, or −1. */
  slotOf(itemId: string): number {
    return this.items.table.find(itemId);
  }

  /** Item in a slot; undefined where it is free. */
  itemAt(slot: number): string | undefined {
    return this.items.table.keyOf(slot);
  }

  /** Slot of a user, or −1. */
  userSlot(userId: string): number {
    return this.users.table.find(userId);
  }

  /** A user's history, oldest first; empty for an unknown user. */
  preferencesOf(userId: string): ItemPreference[] {
    const user = this.users.table.find(userId);
    if (user < 0) return [];
    const list = this.users.lists.of(user);
    const found: ItemPreference[] = [];
    for (let n = 0; n < list.size; n++) {
      const item = list.slots[n] ?? 0;
      const itemId = this.itemAt(item);
      if (itemId !== undefined && this.items.birth.data[item] === list.births[n])
        found.push({ itemId, weight: list.ratings[n] ?? 0 });
    }
    return found;
  }

  /** A user's row for a history over the items as they are now. O(n k² + k³). */
  foldIn(touched: readonly Touched[]): FoldedPreferences {
    const { lambda, missing: share } = this.settings;
    const { rows, table } = this.items;
    const missing = missingWeight(share, this.totals.weights, this.totals.touches);
    return foldPreferences(touched, { rows, gram: this.gram, items: table.size, lambda, missing });
  }

  /** The `limit` items with the greatest p·q. O(items k). @param accept asked only of those that would get in. */
  top(user: FoldedPreferences, limit: number, accept: (itemId: string) => boolean): Scored[] {
    const { rows, table } = this.items;
    const leaveOut = (slot: number): boolean => !accept(table.keyOf(slot) ?? "");
    const { data, width } = rows;
    return topN(user.vector, 0, limit, leaveOut, { data, width, reach: this.reach }, table.slotCount);
  }

  /** Cosine of two items' vectors, −1..1; 0 for an unknown one. O(k). */
  likeness(slot: number, other: number): number {
    const { data, width } = this.items.rows;
    if (slot < 0 || other < 0) return 0;
    return cosine(data.subarray(slot * width, (slot + 1) * width - 1), data, other * width);
  }

  /** How many different users touched an item. */
  countOf(slot: number): number {
    return slot < 0 ? 0 : (this.items.count.data[slot] ?? 0);
  }

  /** The `limit` items that most different users touched. O(items). @param accept asked only of those that would get in. */
  popular(limit: number, accept: (itemId: string) => boolean): Scored[] {
    return this.#best(limit, (slot) => this.countOf(slot), accept);
  }

  /** Share of an item in what happens now, with the long run as prior (see `trendOf`). @param now ms since 1970. */
  trend(slot: number, now: number, prior: number): number {
    const { heatHalfLifeMs } = this.settings;
    const { heat, touches } = this.totals;
    const mass = this.heat.data[slot * 2] ?? 0;
    const time = this.heat.data[slot * 2 + 1] ?? 0;
    const share = touches > 0 ? (this.touches.data[slot] ?? 0) / touches : 0;
    const own = heatAt({ mass, time }, now, heatHalfLifeMs);
    return trendOf(own, heatAt(heat, now, heatHalfLifeMs), share, prior);
  }

  /** The `limit` items that trend most. O(items). @param accept asked only of those that would get in. */
  trending(limit: number, now: number, prior: number, accept: (itemId: string) => boolean): Scored[] {
    const trend = (slot: number): number =>
      (this.touches.data[slot] ?? 0) === 0 ? 0 : this.trend(slot, now, prior);
    return this.#best(limit, trend, accept);
  }

  /** Newest touch of any item, ms since 1970; 0 before the first. */
  get now(): number {
    return this.totals.heat.time;
  }

  /** The `limit` items of the greatest scores above 0. */
  #best(limit: number, of: (slot: number) => number, accept: (itemId: string) => boolean): Scored[] {
    const { table, birth } = this.items;
    const best = new BestScores(limit);
    for (let slot = 0; slot < table.slotCount; slot++) {
      if (birth.data[slot] === 0) continue;
      const score = of(slot);
      if (score > 0 && score > best.floor && accept(table.keyOf(slot) ?? "")) best.offer(slot, score);
    }
    return best.sorted();
  }
}
