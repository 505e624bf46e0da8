import type { Chunk, Stateful, StateSize } from "@millrace/state";
import { ChangedRows } from "./changed-rows.ts";
import { encodeRuleRow } from "./rule-row.ts";
import { SuccessorTable } from "./successor-table.ts";
import type { Serials, Successors } from "./successors.ts";

/** Clicks that a rule may span. */
export const RULE_STEPS = 10;
/** What a step between neighbouring clicks weighs: a number that most distances divide, since counts are whole. */
export const UNIT = 840;
/** Weight of a rule that spans 1, 2, … {@link RULE_STEPS} clicks: 1 / clicks, in units of 1 / {@link UNIT}. */
const WEIGHTS = Int32Array.from({ length: RULE_STEPS }, (_, i) => Math.round(UNIT / (i + 1)));

/**
 * Sequential rules (Ludewig & Jannach 2018, "SR"): whoever clicked i clicked j within ten clicks, weighted by one over
 * the distance. As a Markov chain that also sees what lies between. Rows are kept by the slots of a chain, at most
 * `limit` consequents each, the least weighty making room (Space-Saving). `learn` is O(steps x limit), about 1.5 µs.
 */
export class SequentialRules implements Stateful {
  readonly #table: SuccessorTable;
  readonly #dirty = new ChangedRows();
  #slots = 0;

  /** @param limit most consequents kept of one item. @default 128 */
  constructor(limit = 128) {
    this.#table = new SuccessorTable(limit);
  }

  get size(): StateSize {
    return { entries: this.#slots, bytes: this.#table.bytes, evictions: this.#table.replaced };
  }

  /**
   * Learns one click. Changes state.
   * @param trail slots of the session's clicks before it, oldest first; −1 where an item has left.
   * @param to slot of the item clicked.
   * @param anyGone whether any item has ever left.
   */
  learn(trail: ArrayLike<number>, to: number, serials: Serials, anyGone: boolean): void {
    const steps = Math.min(RULE_STEPS, trail.length);
    for (let step = 1; step <= steps; step++) {
      const from = trail[trail.length - step] ?? -1;
      if (from < 0) continue;
      if (this.#table.row(from) === undefined) this.#slots++;
      this.#table.add(from, to, serials, anyGone, WEIGHTS[step - 1]);
      this.#dirty.add(from);
    }
  }

  /** The consequents of the item in a slot. */
  row(slot: number): Successors | undefined {
    return this.#table.row(slot);
  }

  /** Forgets the rules of an item that leaves. */
  drop(slot: number): void {
    if (this.#table.row(slot) !== undefined) this.#slots--;
    this.#table.drop(slot);
    this.#dirty.delete(slot);
  }

  /** Rows that have changed since they were taken last. */
  get changed(): Pick<ChangedRows, "size" | "take"> {
    return this.#dirty;
  }

  /** The rules of an item for readers; undefined where there are none. See `RuleReplica`. */
  encodeRow(slot: number, serials: Serials): Uint8Array | undefined {
    const row = this.#table.row(slot);
    return row === undefined ? undefined : encodeRuleRow(slot, row, serials);
  }

  chunks(): Iterable<Chunk> {
    return this.#table.chunks();
  }

  /** Every row counts as changed afterwards: what was waiting to be taken is no part of a snapshot. */
  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#table.restore(chunks);
    for (let slot = 0; slot < this.#table.slots; slot++) {
      if (this.#table.row(slot) === undefined) continue;
      this.#slots++;
      this.#dirty.add(slot);
    }
  }
}
