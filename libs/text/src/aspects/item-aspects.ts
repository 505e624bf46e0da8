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
import type { Sentiment } from "../sentiment.ts";
import { type AspectRow, readAspectRow, writeAspectRow } from "./aspect-row.ts";

const ITEMS_PER_CHUNK = 64;

/** What one text said of one aspect: enough to take it back. */
export interface AspectSaid {
  readonly aspect: string;
  readonly entity: boolean;
  readonly label: Sentiment;
  readonly score: number;
}

/**
 * What texts say of each item's aspects: counts by sentiment, sum of scores, and one sentence as an example, which goes
 * with its text. At most `itemsMax` items, the one spoken of longest ago leaves; at most `aspectsMax` aspects each, where
 * a new one takes the place of the one mentioned least. About 150 bytes an aspect.
 */
export class ItemAspects implements Stateful {
  readonly #aspectsMax: number;
  readonly #table: Table;
  readonly #rows: (AspectRow[] | undefined)[] = [];
  readonly #revisions: number[] = [];
  readonly #changed = new Set<string>();
  #crowdedOut = 0;
  #revision = 0;
  #bytes = 0;

  constructor(itemsMax: number, aspectsMax = 24) {
    this.#table = new Table(itemsMax);
    this.#aspectsMax = aspectsMax;
  }

  /** Entries are items; aspects that were crowded out count as evictions. */
  get size(): StateSize {
    const { size, bytes, evictions } = this.#table;
    return { entries: size, bytes: bytes + this.#bytes, evictions: evictions + this.#crowdedOut };
  }

  /** Counts what a text said of an item. @param review whose text it is; @param sentences one for each aspect. */
  add(itemId: string, review: string, said: readonly AspectSaid[], sentences: readonly string[]): void {
    if (said.length === 0) return;
    if (this.#table.find(itemId) < 0 && this.#table.size >= this.#table.capacity) this.#evict();
    const slot = this.#table.claim(itemId);
    const rows = this.#rows[slot] ?? [];
    this.#rows[slot] = rows;
    for (const [i, { aspect, entity, label, score }] of said.entries()) {
      const row = rows.find((one) => one.aspect === aspect) ?? this.#newRow(rows, aspect, entity);
      row[label]++;
      row.sum += Math.round(score * 1e6);
      // The newest sentence that takes sides is the example.
      if (row.example === "" || label !== "neutral") {
        this.#bytes += ((sentences[i] ?? "").length - row.example.length) * 2;
        row.example = sentences[i] ?? "";
        row.review = review;
      }
    }
    this.#note(itemId, slot);
  }

  /** Takes back what a text said, as far as its item and aspects are still held. Its sentences go in any case. */
  undo(itemId: string, review: string, said: readonly AspectSaid[]): void {
    const slot = this.#table.find(itemId);
    const rows = this.#rows[slot];
    if (slot < 0 || rows === undefined || said.length === 0) return;
    for (const { aspect, label, score } of said) {
      const row = rows.find((one) => one.aspect === aspect);
      if (row === undefined || row[label] === 0) continue;
      row[label]--;
      row.sum = Math.max(0, row.sum - Math.round(score * 1e6));
    }
    for (const row of rows) {
      if (row.review !== review) continue;
      this.#bytes -= row.example.length * 2;
      row.example = "";
      row.review = "";
    }
    const left = rows.filter((row) => row.positive + row.negative + row.neutral > 0);
    this.#bytes -= (rows.length - left.length) * 150;
    this.#rows[slot] = left;
    this.#note(itemId, slot);
    if (left.length > 0) return;
    this.#table.delete(itemId);
    this.#rows[slot] = undefined;
  }

  /** Aspects of an item, most mentioned first. */
  rows(itemId: string): readonly AspectRow[] {
    const rows = this.#rows[this.#table.find(itemId)] ?? [];
    return [...rows].sort((a, b) => mentions(b) - mentions(a) || (a.aspect < b.aspect ? -1 : 1));
  }

  /** Items whose aspects changed or went since the last call. */
  takeChanged(): readonly string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  *chunks(): Iterable<Chunk> {
    yield {
      name: "meta",
      revision: this.#revision,
      bytes: () => new ByteWriter().varint(this.#crowdedOut).finish(),
    };
    yield* prefixed("items", this.#table.chunks());
    for (let c = 0; c * ITEMS_PER_CHUNK < this.#table.slotCount; c++)
      yield { name: `rows/${c}`, revision: this.#revisions[c] ?? 0, bytes: () => this.#chunkBytes(c) };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#crowdedOut = new ByteReader(requireChunk(chunks, "meta")).varint();
    this.#table.restore(below("items", chunks));
    for (let c = 0; c * ITEMS_PER_CHUNK < this.#table.slotCount; c++) {
      const r = new ByteReader(requireChunk(chunks, `rows/${c}`));
      for (let slot = c * ITEMS_PER_CHUNK; slot < this.#endOf(c); slot++) {
        const rows = Array.from({ length: r.varint() }, () => readAspectRow(r));
        if (rows.length > 0) this.#rows[slot] = rows;
        for (const { example } of rows) this.#bytes += 150 + example.length * 2;
      }
    }
  }

  #newRow(rows: AspectRow[], aspect: string, entity: boolean): AspectRow {
    const row = { aspect, entity, positive: 0, negative: 0, neutral: 0, sum: 0, example: "", review: "" };
    this.#bytes += 150;
    if (rows.length < this.#aspectsMax) rows.push(row);
    else {
      let least = 0;
      for (const [i, one] of rows.entries()) if (mentions(one) < mentions(rows[least] ?? one)) least = i;
      this.#bytes -= 150 + (rows[least]?.example.length ?? 0) * 2;
      rows[least] = row;
      this.#crowdedOut++;
    }
    return row;
  }

  #evict(): void {
    const { oldest } = this.#table;
    for (const { example } of this.#rows[oldest] ?? []) this.#bytes -= 150 + example.length * 2;
    this.#rows[oldest] = undefined;
    const evicted = this.#table.evictOldest();
    if (evicted !== undefined) this.#note(evicted, oldest);
  }

  #note(itemId: string, slot: number): void {
    this.#changed.add(itemId);
    const chunk = Math.floor(slot / ITEMS_PER_CHUNK);
    this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
    this.#revision++;
  }

  #endOf(chunk: number): number {
    return Math.min(this.#table.slotCount, (chunk + 1) * ITEMS_PER_CHUNK);
  }

  #chunkBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 12);
    for (let slot = chunk * ITEMS_PER_CHUNK; slot < this.#endOf(chunk); slot++) {
      const rows = this.#rows[slot] ?? [];
      w.varint(rows.length);
      for (const row of rows) writeAspectRow(w, row);
    }
    return w.finish();
  }
}

const mentions = ({ positive, negative, neutral }: AspectRow): number => positive + negative + neutral;
