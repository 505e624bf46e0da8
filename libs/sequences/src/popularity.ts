import { type Chunk, type Column, type Stateful, type StateSize, Table } from "@millrace/state";
import { TopList } from "./top-list.ts";

/** An item with the probability that a model gives it. */
export interface ScoredItem {
  readonly itemId: string;
  readonly score: number;
}

/**
 * The trivial rung of every stream of items: the more often an item came, the likelier it comes next.
 * p(i) = visits(i) / visits of all items held. At most `capacity` items; the one that came longest ago leaves, with its
 * visits. `learn` and `rank` are O(1) (about 0.3 µs), `top` O(limit). About 150 bytes an item.
 */
export class Popularity implements Stateful {
  /** Items by id. Further columns may be declared by an owner before the first item. */
  readonly table: Table;
  /** Visits by slot. */
  readonly visits: Column<Int32Array>;
  /** The most visited slots. */
  readonly list: TopList;
  #total = 0;

  /** @param capacity most items held. */
  constructor(capacity: number) {
    this.table = new Table(capacity);
    this.visits = this.table.i32();
    this.list = new TopList(this.visits);
  }

  /** Visits of all items held. */
  get total(): number {
    return this.#total;
  }

  get size(): StateSize {
    const { size, bytes, evictions } = this.table;
    return { entries: size, bytes: bytes + this.list.bytes, evictions };
  }

  /**
   * Counts one visit and returns the item's slot.
   * @param leaves told the slot of the item that is about to leave, so that an owner can clear what it keeps by slot.
   */
  learn(item: string, leaves?: (slot: number) => void): number {
    if (this.table.size >= this.table.capacity && this.table.find(item) < 0) {
      leaves?.(this.table.oldest);
      this.#evict(this.table.oldest);
    }
    const slot = this.table.claim(item);
    const visits = (this.visits.data[slot] ?? 0) + 1;
    this.visits.data[slot] = visits;
    this.#total++;
    this.list.raised(slot, visits === 1);
    return slot;
  }

  /** Rank of an item among all by visits (of equals, the lower slot first); 1 is best, Infinity when unknown or beyond 512. */
  rank(item: string): number {
    const slot = this.table.find(item);
    return slot < 0 ? Number.POSITIVE_INFINITY : this.list.rank(slot);
  }

  /** The `limit` likeliest items, at most 512, best first: the order that `rank` counts in. */
  top(limit: number): ScoredItem[] {
    const items: ScoredItem[] = [];
    for (let i = 0; i < Math.min(limit, this.list.length); i++) {
      const slot = this.list.at(i);
      const itemId = this.table.keyOf(slot);
      if (itemId !== undefined) items.push({ itemId, score: (this.visits.data[slot] ?? 0) / this.#total });
    }
    return items;
  }

  chunks(): Iterable<Chunk> {
    return this.table.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.table.restore(chunks);
    for (const [, slot] of this.table.rows()) this.#total += this.visits.data[slot] ?? 0;
    this.list.rebuild(this.table.slotCount);
  }

  #evict(slot: number): void {
    this.#total -= this.visits.data[slot] ?? 0;
    this.visits.data[slot] = 0;
    this.list.removed(slot, this.table.slotCount);
    this.table.evictOldest();
  }
}
