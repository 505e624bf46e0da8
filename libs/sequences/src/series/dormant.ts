import { type Chunk, type Column, type Stateful, type StateSize, Table } from "@millrace/state";

type Numbers = Float64Array | Float32Array | Int32Array;

/** A column of the series in memory, and how many of its numbers are kept of one that leaves. */
export interface Kept {
  readonly column: Column<Numbers>;
  readonly count: number;
  /** Where in a row those begin. They come back to the row's beginning. @default there */
  readonly from?: (slot: number) => number;
}

/**
 * What is kept of series that left memory, so that they go on where they were when they speak again: the newest values,
 * moments, coefficients, scales and champions, but neither the inverse Gram matrices nor forecasts under way. 1.3 KB a
 * series in place of 16. The one idle longest is forgotten when it is full, and counted.
 */
export class DormantSeries implements Stateful {
  readonly #table: Table;
  readonly #pairs: readonly { readonly awake: Kept; readonly own: Column<Numbers> }[];

  /** @param capacity most series kept; 1 or more. */
  constructor(capacity: number, kept: readonly Kept[]) {
    const table = new Table(capacity);
    this.#table = table;
    this.#pairs = kept.map((awake) => ({ awake, own: columnLike(table, awake) }));
  }

  /** Series kept, and how many were forgotten since the beginning. */
  get size(): StateSize {
    const { size, bytes, evictions } = this.#table;
    return { entries: size, bytes, evictions };
  }

  /** Keeps a series that leaves. @param slot where it was awake. */
  keep(seriesId: string, slot: number): void {
    const place = this.#table.claim(seriesId);
    for (const { awake, own } of this.#pairs) {
      const at = slot * awake.column.width + (awake.from?.(slot) ?? 0);
      for (let i = 0; i < awake.count; i++)
        own.data[place * awake.count + i] = awake.column.data[at + i] ?? 0;
    }
  }

  /** What is kept of a series' first column, its newest time first; undefined where nothing is. */
  first(seriesId: string): number | undefined {
    const place = this.#table.find(seriesId);
    const pair = this.#pairs[0];
    return place < 0 || pair === undefined ? undefined : pair.own.data[place * pair.awake.count];
  }

  /** Gives a series back to a new row in memory; whether it was kept. */
  wake(seriesId: string, slot: number): boolean {
    const place = this.#table.find(seriesId);
    if (place < 0) return false;
    for (const { awake, own } of this.#pairs)
      for (let i = 0; i < awake.count; i++)
        awake.column.data[slot * awake.column.width + i] = own.data[place * awake.count + i] ?? 0;
    this.#table.delete(seriesId);
    return true;
  }

  chunks(): Iterable<Chunk> {
    return this.#table.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#table.restore(chunks);
  }
}

const columnLike = (table: Table, { column, count }: Kept): Column<Numbers> => {
  if (column.data instanceof Float64Array) return table.f64(count);
  return column.data instanceof Float32Array ? table.f32(count) : table.i32(count);
};
