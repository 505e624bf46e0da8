import { createHash } from "node:crypto";
import type { Row } from "@millrace/pipeline";
import { encoderOf, formatOf, jsonFormat, type LineEncoder, type LineFormat } from "./line-format.ts";
import type { Table } from "./tables.ts";

/** Rows that are stored with one insert. */
export interface Block {
  readonly rows: number;
  /** Of one row each, or of several where the format is not JSON. */
  readonly lines: readonly string[];
  /** UTF-16 units, which is near enough to bytes for a limit. */
  readonly size: number;
  /** SHA-256 of table and content: the same block has the same token, another one never. */
  readonly token: string;
}

/** Lines that are never torn. */
interface Piece {
  readonly rows: number;
  readonly lines: string;
}

/** Most rows of a piece: its bounds are those of blocks. */
const PIECE_ROWS_MAX = 250;

/** Rows of one table that wait, oldest first. Counts rows from 1 on, so that a place in the queue has a number. */
export class TableQueue {
  readonly table: Table;
  readonly format: LineFormat;
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
  readonly #encoder: LineEncoder;
  readonly #pieceRowsMax: number;
  #pieces: Piece[] = [];
  #waiting = 0;

  /** @param blockRowsMax of the blocks that will be taken. */
  constructor(table: Table, blockRowsMax: number) {
    this.table = table;
    this.format = formatOf(table);
    this.#encoder = encoderOf(table);
    this.#pieceRowsMax = this.format === jsonFormat ? 1 : Math.min(PIECE_ROWS_MAX, blockRowsMax);
  }

  /** Rows that are not being written yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Adds a row; `seal` makes it one that can be taken. */
  push(values: Row["values"], now: number): void {
    if (this.#waiting === 0) this.oldestAt = now;
    this.#encoder.push(values);
    this.#waiting++;
    this.added++;
    if (this.#encoder.rows >= this.#pieceRowsMax) this.seal();
  }

  /** Makes all rows added so far ready to be taken. */
  seal(): void {
    const { rows } = this.#encoder;
    if (rows === 0) return;
    const lines = this.#encoder.take();
    this.#pieces.push({ rows, lines });
    this.size += lines.length;
  }

  /** Takes the oldest rows out, at least one, up to both limits. */
  take(rowsMax: number, sizeMax: number): Block {
    let rows = 0;
    let size = 0;
    let count = 0;
    for (const piece of this.#pieces) {
      if (count > 0 && (rows + piece.rows > rowsMax || size + piece.lines.length > sizeMax)) break;
      rows += piece.rows;
      size += piece.lines.length;
      count++;
    }
    const lines = this.#pieces.slice(0, count).map((piece) => piece.lines);
    this.#pieces = this.#pieces.slice(count);
    this.#waiting -= rows;
    // `oldestAt` stays: rows left behind are taken for older than they are rather than noting the time of each.
    const hash = createHash("sha256").update(this.table);
    for (const line of lines) hash.update("\n").update(line);
    return { rows, lines, size, token: hash.digest("hex") };
  }

  /** Notes that a block taken is stored. */
  settle(block: Block): void {
    this.stored += block.rows;
    this.size -= block.size;
  }
}
