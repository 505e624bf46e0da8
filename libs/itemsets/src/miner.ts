import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  prefixed,
  requireChunk,
  SparseCounts,
  type Stateful,
  type StateSize,
  Table,
} from "@millrace/state";
import { encodeItemRow } from "./item-row.ts";

/** Bounds of a miner. */
export interface MinerSettings {
  /** Most different items; those that come later are not counted. */
  readonly itemsMax: number;
  /** Most different pairs; those that come later are not counted. */
  readonly pairsMax: number;
  /** Least count of a pair that makes rules. */
  readonly minCount: number;
}

/** Values for production: about 200 MB when full. */
export const minerDefaults: MinerSettings = { itemsMax: 500_000, pairsMax: 8_000_000, minCount: 5 };

/**
 * Counts items and pairs of items, exact after every basket: levels 1 and 2 of Apriori (Agrawal & Srikant 1994), kept
 * incrementally. A pair is kept in the row of the item that was seen later: popular items come early, so rows stay
 * short. Cost: O(n²) of the basket's items. Memory: some 12 to 24 bytes a pair.
 */
export class ItemsetMiner implements Stateful {
  readonly #settings: MinerSettings;
  readonly #items: Table;
  readonly #count;
  readonly #pairs = new SparseCounts();
  /** For each item its partners in pairs of at least `minCount`: derived from the pairs, not part of the state. */
  readonly #frequent: number[][] = [];
  readonly #changed = new Set<number>();
  #baskets = 0;
  #refusedItems = 0;
  /** Baskets since the bound was reached that held a pair that could not be counted. */
  #shortBaskets = 0;

  constructor(settings: MinerSettings = minerDefaults) {
    this.#settings = settings;
    this.#items = new Table(settings.itemsMax);
    this.#count = this.#items.i32();
  }

  /** Baskets counted. */
  get baskets(): number {
    return this.#baskets;
  }

  /** Slots ever given: item slots are 0 to `itemSlots` − 1. */
  get itemSlots(): number {
    return this.#items.slotCount;
  }

  /** How far a count may be below the truth because a bound was reached; 0 while all are exact. */
  get errorBound(): number {
    return this.#shortBaskets;
  }

  get size(): StateSize {
    let frequent = 0;
    for (const list of this.#frequent) frequent += list === undefined ? 0 : 16 + list.length * 8;
    return {
      entries: this.#items.size + this.#pairs.size,
      bytes: this.#items.bytes + this.#pairs.bytes + frequent,
      evictions: this.#refusedItems,
    };
  }

  /** Slot of an item, or −1. */
  slot(itemId: string): number {
    return this.#items.find(itemId);
  }

  /** Baskets with the item in `slot`. */
  count(slot: number): number {
    return this.#count.data[slot] ?? 0;
  }

  /** Baskets with both items. */
  pairCount(a: number, b: number): number {
    return a > b ? this.#pairs.get(a, b) : this.#pairs.get(b, a);
  }

  /** Least count of a pair that makes rules. */
  get minCount(): number {
    return this.#settings.minCount;
  }

  /** Every item that was in at least `minCount` baskets with `slot`: a view, not a copy. */
  frequentPartners(slot: number): readonly number[] {
    return this.#frequent[slot] ?? [];
  }

  /** Counts a basket of different items. */
  add(itemIds: readonly string[]): void {
    this.#baskets++;
    const slots: number[] = [];
    let short = false;
    for (const id of itemIds) {
      const slot = this.#slotFor(id);
      if (slot < 0) {
        short = true;
        continue;
      }
      this.#count.data[slot] = (this.#count.data[slot] ?? 0) + 1;
      this.#changed.add(slot);
      slots.push(slot);
    }
    slots.sort((a, b) => a - b);
    for (let i = 1; i < slots.length; i++) {
      const late = slots[i] ?? 0;
      for (let j = 0; j < i; j++) {
        if (!this.#addPair(late, slots[j] ?? 0)) short = true;
      }
    }
    if (short) this.#shortBaskets++;
  }

  /** Items whose counts changed since the last call, as published: see {@link encodeItemRow}. */
  *drain(): Iterable<{ readonly itemId: string; readonly bytes: Uint8Array }> {
    for (const slot of this.#changed) {
      const itemId = this.#items.keyOf(slot);
      if (itemId !== undefined) yield { itemId, bytes: this.#row(slot, itemId) };
    }
    this.#changed.clear();
  }

  /** All items as published. */
  *rows(): Iterable<{ readonly itemId: string; readonly bytes: Uint8Array }> {
    for (const [itemId, slot] of this.#items.rows()) yield { itemId, bytes: this.#row(slot, itemId) };
  }

  *chunks(): Iterable<Chunk> {
    const head = (): Uint8Array =>
      new ByteWriter().varint(this.#baskets).varint(this.#refusedItems).varint(this.#shortBaskets).finish();
    yield { name: "head", revision: this.#baskets, bytes: head };
    yield* prefixed("items", this.#items.chunks());
    yield* prefixed("pairs", this.#pairs.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const head = new ByteReader(requireChunk(chunks, "head"));
    this.#baskets = head.varint();
    this.#refusedItems = head.varint();
    this.#shortBaskets = head.varint();
    this.#items.restore(below("items", chunks));
    this.#pairs.restore(below("pairs", chunks));
    for (let late = 0; late < this.#items.slotCount; late++) {
      this.#pairs.forRow(late, (early, count) => {
        if (count >= this.#settings.minCount) this.#makeFrequent(early, late);
      });
    }
  }

  #slotFor(id: string): number {
    const known = this.#items.find(id);
    if (known >= 0) {
      this.#items.mark(known);
      return known;
    }
    if (this.#items.size >= this.#settings.itemsMax) {
      this.#refusedItems++;
      return -1;
    }
    return this.#items.claim(id);
  }

  #addPair(late: number, early: number): boolean {
    if (this.#pairs.size >= this.#settings.pairsMax && this.#pairs.get(late, early) === 0) return false;
    if (this.#pairs.add(late, early) === this.#settings.minCount) this.#makeFrequent(early, late);
    return true;
  }

  #makeFrequent(a: number, b: number): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const partners = this.#frequent[from];
      if (partners === undefined) this.#frequent[from] = [to];
      else partners.push(to);
    }
  }

  #row(slot: number, itemId: string): Uint8Array {
    return encodeItemRow(slot, itemId, this.count(slot), this.#pairs.rowSize(slot), (visit) =>
      this.#pairs.forRow(slot, visit),
    );
  }
}
