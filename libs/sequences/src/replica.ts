import { exitProbability, topNext } from "./next-item.ts";
import { type PageCounts, pageOf } from "./pages.ts";
import type { ScoredItem } from "./popularity.ts";
import { SlotMarks } from "./slot-marks.ts";
import type { Successors } from "./successors.ts";
import { TopList } from "./top-list.ts";
import { decodeTransitionRow } from "./transition-row.ts";
import { COUNTERS, counterAt, type TransitionView } from "./transition-view.ts";

/**
 * A reader's copy of one partition's chain, made of the rows that the chain published. It answers what the chain would
 * answer, once every changed row has come. Rows may come again and in any order of pages; of two rows for one slot the
 * one with the greater serial stays, of two rows for one page the later one. As large as the chain.
 */
export class TransitionReplica {
  /** The counts, for rungs that are made of the same slots. To be read only. */
  readonly view: TransitionView;
  readonly #visits = { data: new Int32Array(64) };
  readonly #serials = { data: new Int32Array(64) };
  readonly #counters = { data: new Int32Array(64 * COUNTERS.length) };
  readonly #slots = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  readonly #rows: (Successors | undefined)[] = [];
  #total = 0;
  #totalExits = 0;

  /** @param options.backOff must be that of the chain. @default 5 */
  constructor(options: { readonly backOff?: number } = {}) {
    const total = (): number => this.#total;
    const totalExits = (): number => this.#totalExits;
    this.view = {
      visits: this.#visits,
      serials: this.#serials,
      counters: this.#counters,
      list: new TopList(this.#visits),
      marks: new SlotMarks(),
      backOff: options.backOff ?? 5,
      get total() {
        return total();
      },
      get totalExits() {
        return totalExits();
      },
      idOf: (slot) => this.#ids[slot],
      successors: (slot) => this.#rows[slot],
    };
  }

  /** Pages held. */
  get pages(): number {
    return this.#slots.size;
  }

  /** Ids of all pages held. */
  ids(): Iterable<string> {
    return this.#slots.keys();
  }

  /** Slot of a page; −1 where it is not held. */
  slotOf(itemId: string): number {
    return this.#find(itemId);
  }

  /** Takes one published row in. O(successors). @throws {StateFormatError} when it cannot be read; then nothing has changed. */
  apply(bytes: Uint8Array): void {
    const row = decodeTransitionRow(bytes);
    const { slot, serial, itemId } = row;
    const elsewhere = this.#slots.get(itemId);
    if ((this.#serials.data[slot] ?? 0) > serial) return;
    if (elsewhere !== undefined && (this.#serials.data[elsewhere] ?? 0) > serial) return;
    if (elsewhere !== undefined && elsewhere !== slot) this.#clear(elsewhere);
    const isNew = this.#ids[slot] !== itemId || row.visits < (this.#visits.data[slot] ?? 0);
    if (isNew) this.#clear(slot);
    this.#reserve(slot);
    this.#total += row.visits - (this.#visits.data[slot] ?? 0);
    this.#totalExits -= this.#exits(slot);
    this.#visits.data[slot] = row.visits;
    this.#serials.data[slot] = serial;
    this.#counters.data.set(row.counters, slot * COUNTERS.length);
    this.#totalExits += this.#exits(slot);
    this.#ids[slot] = itemId;
    this.#slots.set(itemId, slot);
    this.#rows[slot] = row.successors;
    this.view.list.raised(slot, isNew);
  }

  /** Forgets a page. */
  remove(itemId: string): void {
    const slot = this.#slots.get(itemId);
    if (slot !== undefined) this.#clear(slot);
  }

  /** As the chain's `top`. */
  top(previous: string | undefined, limit: number): ScoredItem[] {
    return topNext(this.view, this.#find(previous), limit);
  }

  /** As the chain's `exitProbability`. */
  exitProbability(last: string): number {
    return exitProbability(this.view, this.#find(last));
  }

  /** As the chain's `page`; those of several partitions go through `mergePages`. */
  page(itemId: string): PageCounts | undefined {
    return pageOf(this.view, this.#find(itemId));
  }

  #find(item: string | undefined): number {
    return item === undefined ? -1 : (this.#slots.get(item) ?? -1);
  }

  #exits(slot: number): number {
    return this.#counters.data[counterAt(slot, "exits")] ?? 0;
  }

  #clear(slot: number): void {
    const itemId = this.#ids[slot];
    if (itemId === undefined) return;
    this.#total -= this.#visits.data[slot] ?? 0;
    this.#totalExits -= this.#exits(slot);
    this.#visits.data[slot] = 0;
    this.#serials.data[slot] = 0;
    this.#counters.data.fill(0, slot * COUNTERS.length, (slot + 1) * COUNTERS.length);
    this.#ids[slot] = undefined;
    this.#rows[slot] = undefined;
    this.#slots.delete(itemId);
    this.view.list.removed(slot, this.#visits.data.length);
  }

  #reserve(slot: number): void {
    if (slot < this.#visits.data.length) return;
    const length = Math.max(slot + 1, this.#visits.data.length * 2);
    const longer = (old: Int32Array, size: number): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(size);
      grown.set(old);
      return grown;
    };
    this.#visits.data = longer(this.#visits.data, length);
    this.#serials.data = longer(this.#serials.data, length);
    this.#counters.data = longer(this.#counters.data, length * COUNTERS.length);
  }
}
