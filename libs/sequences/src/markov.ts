import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  prefixed,
  requireChunk,
  type Stateful,
  type StateSize,
} from "@millrace/state";
import { exitProbability, rankNext, SUCCESSORS_MAX, topNext } from "./next-item.ts";
import { type PageCounts, pageOf } from "./pages.ts";
import { Popularity, type ScoredItem } from "./popularity.ts";
import { SlotMarks } from "./slot-marks.ts";
import { SuccessorTable } from "./successor-table.ts";
import { encodeTransitionRow } from "./transition-row.ts";
import { COUNTERS, type Counter, counterAt, type TransitionView } from "./transition-view.ts";

/** Bounds and prior of a chain. */
export interface MarkovOptions {
  /** Most pages held; the one visited longest ago leaves. @default 50000 */
  readonly capacity?: number;
  /** Most successors held per page, 1 to 256. @default 256 */
  readonly successors?: number;
  /** Weight κ of the popularity against the departures seen. @default 5 */
  readonly backOff?: number;
  /** Told the slot of a page that is about to leave, so that whoever keeps anything by slot can clear it. */
  readonly leaves?: (slot: number) => void;
}

/** Pages whose published row is out of date. */
export interface ChangedItems {
  readonly changed: readonly string[];
  /** Pages that left. Their slots were given to pages in `changed`, so a reader that misses this is still right. */
  readonly removed: readonly string[];
}

/**
 * First-order Markov chain of clicks, backed off to popularity ({@link rankNext}), with entries, exits and bounces per
 * page. `popularity` is the rung below, made of the same visits. Repeated clicks are kept: a page may follow itself.
 * Memory: about 350 bytes a page and 12 to 24 a successor. To rank by both rungs and to learn cost about 3.5 µs a click
 * at 3,000 pages with 256 successors each, and as much at 50,000 pages.
 */
export class MarkovChain implements Stateful {
  /** The rung below: visits alone. */
  readonly popularity: Popularity;
  readonly #successors: SuccessorTable;
  /** The counts, for rungs that are made of the same visits. To be read only. */
  readonly view: TransitionView;
  readonly #leaves: (slot: number) => void;
  readonly #dirty = new Set<number>();
  readonly #removed = new Set<string>();
  #totalExits = 0;
  #serial = 0;

  constructor(options: MarkovOptions = {}) {
    const popularity = new Popularity(options.capacity ?? 50_000);
    const serials = popularity.table.i32();
    const counters = popularity.table.i32(COUNTERS.length);
    const successors = new SuccessorTable(Math.min(options.successors ?? SUCCESSORS_MAX, SUCCESSORS_MAX));
    const exits = (): number => this.#totalExits;
    this.popularity = popularity;
    this.#successors = successors;
    this.#leaves = options.leaves ?? (() => undefined);
    this.view = {
      visits: popularity.visits,
      serials,
      counters,
      list: popularity.list,
      marks: new SlotMarks(),
      backOff: options.backOff ?? 5,
      get total() {
        return popularity.total;
      },
      get totalExits() {
        return exits();
      },
      idOf: (slot) => popularity.table.keyOf(slot),
      successors: (slot) => successors.row(slot),
    };
  }

  /** Evictions count pages that left and successors that made room for others. */
  get size(): StateSize {
    const { entries, bytes, evictions } = this.popularity.size;
    return {
      entries,
      bytes: bytes + this.#successors.bytes,
      evictions: evictions + this.#successors.replaced,
    };
  }

  /**
   * Learns one click. Changes state.
   * @param previous the click before it in the session; undefined for the first one. Where that page has left
   * meanwhile the step is not counted.
   * @returns the slot of the page.
   */
  learn(previous: string | undefined, item: string): number {
    const to = this.popularity.learn(item, this.#forget);
    if (this.view.visits.data[to] === 1) this.view.serials.data[to] = ++this.#serial;
    this.#dirty.add(to);
    if (previous === undefined) {
      this.#count(to, "entries");
      return to;
    }
    const from = this.popularity.table.find(previous);
    if (from < 0) return to;
    this.#count(from, "departures");
    const anyGone = this.popularity.table.evictions > 0;
    this.#successors.add(from, to, this.view.serials, anyGone);
    return to;
  }

  /** Learns that a session of `clicks` clicks ended at `last`. Changes state. */
  exit(last: string, clicks: number): void {
    const slot = this.popularity.table.find(last);
    if (slot < 0) return;
    this.#count(slot, "exits");
    this.#totalExits++;
    if (clicks === 1) this.#count(slot, "bounces");
  }

  /** Rank of the click that came among all pages, before it is learned: exact up to 100, beyond that and for unknown pages Infinity. */
  rank(previous: string | undefined, item: string): number {
    const actual = this.popularity.table.find(item);
    return actual < 0 ? Number.POSITIVE_INFINITY : rankNext(this.view, this.#find(previous), actual);
  }

  /** The likeliest next pages, at most 256, in the order that `rank` counts in. */
  top(previous: string | undefined, limit: number): ScoredItem[] {
    return topNext(this.view, this.#find(previous), limit);
  }

  /** Probability that a session at `last` ends there. */
  exitProbability(last: string): number {
    return exitProbability(this.view, this.#find(last));
  }

  /** A page's counts; undefined when it is not held. */
  page(itemId: string): PageCounts | undefined {
    return pageOf(this.view, this.#find(itemId));
  }

  /** A page's row for readers; undefined when it is not held. */
  transitionRow(itemId: string): Uint8Array | undefined {
    const slot = this.#find(itemId);
    return slot < 0 ? undefined : encodeTransitionRow(this.view, slot, itemId);
  }

  /**
   * Pages touched since the last call, each once, and forgets them. Not part of the snapshot: take them before each
   * one. `changed` is bounded by the capacity; of `removed` at most as many, older ones are dropped.
   */
  changedItems(): ChangedItems {
    const changed: string[] = [];
    for (const slot of this.#dirty) {
      const itemId = this.popularity.table.keyOf(slot);
      if (itemId !== undefined) changed.push(itemId);
    }
    const removed = [...this.#removed].filter((itemId) => this.#find(itemId) < 0);
    this.#dirty.clear();
    this.#removed.clear();
    return { changed, removed };
  }

  *chunks(): Iterable<Chunk> {
    const serial = this.#serial;
    yield { name: "meta", revision: serial, bytes: () => new ByteWriter().varint(serial).finish() };
    yield* prefixed("pages", this.popularity.chunks());
    yield* prefixed("steps", this.#successors.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#serial = new ByteReader(requireChunk(chunks, "meta")).varint();
    this.popularity.restore(below("pages", chunks));
    this.#successors.restore(below("steps", chunks));
    for (const [, slot] of this.popularity.table.rows())
      this.#totalExits += this.view.counters.data[counterAt(slot, "exits")] ?? 0;
  }

  #find(item: string | undefined): number {
    return item === undefined ? -1 : this.popularity.table.find(item);
  }

  #count(slot: number, name: Counter): void {
    const at = counterAt(slot, name);
    this.view.counters.data[at] = (this.view.counters.data[at] ?? 0) + 1;
    this.popularity.table.mark(slot);
    this.#dirty.add(slot);
  }

  readonly #forget = (slot: number): void => {
    this.#totalExits -= this.view.counters.data[counterAt(slot, "exits")] ?? 0;
    this.#successors.drop(slot);
    this.#leaves(slot);
    const itemId = this.popularity.table.keyOf(slot);
    if (itemId === undefined) return;
    this.#removed.add(itemId);
    if (this.#removed.size <= this.popularity.table.capacity) return;
    for (const oldest of this.#removed) {
      this.#removed.delete(oldest);
      break;
    }
  };
}
