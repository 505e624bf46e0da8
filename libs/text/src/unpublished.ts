import { type ByteReader, ByteWriter } from "@millrace/state";
import { writePairs } from "./count-codec.ts";

/** Buckets of one published block. */
export const BLOCK_BUCKETS = 256;

/**
 * What was counted since the counts were last settled for readers, so that the settled counts can be told at any time
 * after. Which counts readers end up with then depends on the texts alone, not on when they were told.
 */
export class Unpublished {
  /** Per block the counts that went up by one, in order. */
  readonly #added: number[][];
  readonly #changed = new Set<number>();

  constructor(buckets: number) {
    this.#added = Array.from({ length: Math.ceil(buckets / BLOCK_BUCKETS) }, () => []);
  }

  /** Bytes held, about. */
  get bytes(): number {
    return this.#added.reduce((sum, added) => sum + 16 + added.length * 8, 0);
  }

  /** Notes that the count at index `at` of `[buckets x 2]` went up by one. */
  add(at: number): void {
    this.#added[Math.floor(at / (2 * BLOCK_BUCKETS))]?.push(at);
  }

  /** Makes the counts as they are those that readers are told. */
  settle(): void {
    for (const [block, added] of this.#added.entries()) {
      if (added.length === 0) continue;
      this.#changed.add(block);
      added.length = 0;
    }
  }

  /** Blocks settled anew since the last call. */
  takeChanged(): readonly number[] {
    const changed = [...this.#changed].sort((a, b) => a - b);
    this.#changed.clear();
    return changed;
  }

  /** A block's settled counts, given those of now. */
  encodeSettled(block: number, counts: Int32Array): Uint8Array {
    const start = block * BLOCK_BUCKETS * 2;
    const settled = counts.slice(start, start + BLOCK_BUCKETS * 2);
    for (const at of this.#added[block] ?? []) settled[at - start] = (settled[at - start] ?? 0) - 1;
    const w = new ByteWriter(1024);
    writePairs(w, settled, 0, settled.length / 2);
    return w.finish();
  }

  /** Writes what is not settled. What has been settled counts as told, since readers are told before a snapshot. */
  write(w: ByteWriter): void {
    for (const added of this.#added) {
      w.varint(added.length);
      for (const at of added) w.varint(at);
    }
  }

  /** Reads what `write` wrote. @throws {StateFormatError} */
  read(r: ByteReader): void {
    for (const block of this.#added.keys()) {
      const count = r.varint();
      for (let i = 0; i < count; i++) this.#added[block]?.push(r.varint());
    }
  }
}
