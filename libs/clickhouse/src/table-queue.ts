import { createHash } from "node:crypto";
import type { Table } from "./tables.ts";

/** Rows that are stored with one insert. */
export interface Block {
  readonly lines: readonly string[];
  /** UTF-16 units, which is near enough to bytes for a limit. */
  readonly size: number;
  /** SHA-256 of table and content: the same block has the same token, another one never. */
  readonly token: string;
}

/** Rows of one table that wait, oldest first. Counts rows from 1 on, so that a place in the queue has a number. */
export class TableQueue {
  readonly table: Table;
  /** Number of the last row that was added. */
  added = 0;
  /** Number of the last row that is stored. */
  stored = 0;
  /** Rows up to this one are wanted at once. */
  wanted = 0;
  /** When the oldest waiting row came, ms. */
  oldestAt = 0;
  /** Units that wait or are being written. */
  size = 0;
  #waiting: string[] = [];

  constructor(table: Table) {
    this.table = table;
  }

  /** Rows that are not being written yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  push(line: string, now: number): void {
    if (this.#waiting.length === 0) this.oldestAt = now;
    this.#waiting.push(line);
    this.added++;
    this.size += line.length;
  }

  /** Takes the oldest rows out, at least one, up to both limits. */
  take(rowsMax: number, sizeMax: number): Block {
    let count = 0;
    let size = 0;
    for (const line of this.#waiting) {
      if (count > 0 && (count >= rowsMax || size + line.length > sizeMax)) break;
      size += line.length;
      count++;
    }
    const lines = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    // `oldestAt` stays: rows left behind are taken for older than they are rather than noting the time of each.
    const hash = createHash("sha256").update(this.table);
    for (const line of lines) hash.update("\n").update(line);
    return { lines, size, token: hash.digest("hex") };
  }

  /** Notes that a block taken is stored. */
  settle(block: Block): void {
    this.stored += block.lines.length;
    this.size -= block.size;
  }
}
