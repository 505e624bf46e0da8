import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  prefixed,
  requireChunk,
  type Stateful,
  type StateSize,
  Table,
} from "@millrace/state";
import { type Sentiment, sentimentLabel } from "./sentiment.ts";
import { fade, HALF_LIFE_MS, SCORE_PARTS, type SentimentRow } from "./sentiment-row.ts";

/** Faded weight below which undoing has left only rounding errors: texts long faded beside one that was taken back. */
const WEIGHT_MIN = 1e-9;

/** One text's part in an item's sentiment: what is needed to take it back. */
export interface Counted {
  /** Probability of positive, 0 to 1. */
  readonly score: number;
  /** Event time, ms since 1970. */
  readonly time: number;
  /** Running number; see {@link ItemSentiment.add}. */
  readonly ticket: number;
}

/**
 * What texts say of each item: counts by sentiment, mean score, and the trend: the mean that fades with event time
 * (half-life 30 days) minus the mean of all time. The order in which texts come makes no difference but for rounding in
 * the trend. At most `capacity` items; the one reviewed longest ago leaves. About 150 bytes an item and its id.
 */
export class ItemSentiment implements Stateful {
  readonly #halfLifeMs: number;
  readonly #table: Table;
  readonly #counts;
  readonly #sum;
  readonly #faded;
  readonly #since;
  readonly #changed = new Set<string>();
  #tickets = 0;

  /** @param options.halfLifeMs of a text in the trend, event time. @default 30 days */
  constructor(capacity: number, options: { readonly halfLifeMs?: number } = {}) {
    this.#halfLifeMs = options.halfLifeMs ?? HALF_LIFE_MS;
    this.#table = new Table(capacity);
    this.#counts = this.#table.i32(3);
    this.#sum = this.#table.f64();
    this.#faded = this.#table.f64(3);
    this.#since = this.#table.f64();
  }

  get size(): StateSize {
    const { size, bytes, evictions, capacity } = this.#table;
    return { entries: size, bytes, evictions, capacity };
  }

  /** Counts a text. Keep what is returned to take it back later. */
  add(itemId: string, score: number, time: number): Counted {
    const counted = { score, time, ticket: ++this.#tickets };
    const isNew = this.#table.find(itemId) < 0;
    if (isNew && this.#table.size >= this.#table.capacity) {
      const evicted = this.#table.evictOldest();
      if (evicted !== undefined) this.#changed.add(evicted);
    }
    const slot = this.#table.claim(itemId);
    if (isNew) {
      this.#faded.data[slot * 3 + 2] = time;
      this.#since.data[slot] = counted.ticket;
    }
    this.#bump(itemId, slot, counted, 1);
    return counted;
  }

  /** Takes a text back; false where the item has left since it was counted. An item without any text goes. */
  undo(itemId: string, counted: Counted): boolean {
    const slot = this.#table.find(itemId);
    if (slot < 0 || counted.ticket < (this.#since.data[slot] ?? 0)) return false;
    this.#table.touch(slot);
    this.#bump(itemId, slot, counted, -1);
    const { positive, negative, neutral } = this.#row(slot);
    if (positive + negative + neutral === 0) this.#table.delete(itemId);
    return true;
  }

  /** What is known of an item; undefined where nothing is. */
  row(itemId: string): SentimentRow | undefined {
    const slot = this.#table.find(itemId);
    return slot < 0 ? undefined : this.#row(slot);
  }

  /** Items whose row changed or went since the last call. */
  takeChanged(): readonly string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  *chunks(): Iterable<Chunk> {
    const tickets = this.#tickets;
    yield { name: "meta", revision: tickets, bytes: () => new ByteWriter().varint(tickets).finish() };
    yield* prefixed("rows", this.#table.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#tickets = new ByteReader(requireChunk(chunks, "meta")).varint();
    this.#table.restore(below("rows", chunks));
  }

  #row(slot: number): SentimentRow {
    return {
      positive: this.#counts.data[slot * 3] ?? 0,
      negative: this.#counts.data[slot * 3 + 1] ?? 0,
      neutral: this.#counts.data[slot * 3 + 2] ?? 0,
      sum: this.#sum.data[slot] ?? 0,
      fadedSum: this.#faded.data[slot * 3] ?? 0,
      fadedWeight: this.#faded.data[slot * 3 + 1] ?? 0,
      fadedAt: this.#faded.data[slot * 3 + 2] ?? 0,
    };
  }

  /** Adds a text's share, or takes it back where `sign` is −1. */
  #bump(itemId: string, slot: number, { score, time }: Counted, sign: 1 | -1): void {
    const at = slot * 3 + placeOf[sentimentLabel(score)];
    this.#counts.data[at] = (this.#counts.data[at] ?? 0) + sign;
    this.#sum.data[slot] = (this.#sum.data[slot] ?? 0) + sign * Math.round(score * SCORE_PARTS);
    const { fadedSum, fadedWeight, fadedAt } = this.#row(slot);
    const newest = Math.max(fadedAt, time);
    const rest = fade(newest - fadedAt, this.#halfLifeMs);
    const own = sign * fade(newest - time, this.#halfLifeMs);
    const weight = fadedWeight * rest + own;
    const left = sign > 0 || weight >= WEIGHT_MIN;
    this.#faded.data.set([left ? fadedSum * rest + own * score : 0, left ? weight : 0, newest], slot * 3);
    this.#changed.add(itemId);
  }
}

const placeOf: Readonly<Record<Sentiment, number>> = { positive: 0, negative: 1, neutral: 2 };
