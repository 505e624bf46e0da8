import type { Json } from "@millrace/pipeline";
import type { LineFormat } from "./line-format.ts";
import type { Table } from "./tables.ts";

/** Values for `{name:Type}` placeholders. */
export type Parameters = Readonly<
  Record<string, string | number | boolean | null | readonly string[] | readonly number[]>
>;

/** What a query may cost. */
export interface QueryLimits {
  /** Longest running time, ms; rounded up to seconds. Default 10,000. */
  readonly maxMs?: number;
  /** Most rows in the result; more is refused, not cut. Default 1,000,000. */
  readonly maxRows?: number;
}

/** How a block is written. */
export interface InsertOptions extends Partial<LineFormat> {
  /** SHA-256 of the block's content, hexadecimal: a block that was already stored under it is skipped. */
  readonly token?: string;
}

/**
 * ClickHouse: a server, or the engine inside this process. Every method but `close` throws {@link Trouble}:
 * `engine_unavailable` where trying again may help, `engine_refused` where it will not.
 */
export interface Engine {
  readonly database: string;
  /** Whether the engine lives in this process. */
  readonly embedded: boolean;
  /** Creates the database where it is missing. */
  prepare(): Promise<void>;
  /** Stores rows as one block, whole or not at all; resolves once they are stored. Unknown columns are refused. */
  insert(
    table: Table,
    rows: readonly Readonly<Record<string, Json>>[],
    options?: InsertOptions,
  ): Promise<void>;
  /** The same with rows that are lines already: of JSON, one object a line, unless `options` say otherwise. */
  insertLines(table: Table, lines: readonly string[], options?: InsertOptions): Promise<void>;
  /**
   * Rows of a SELECT without SETTINGS and FORMAT clauses. Runs read-only; values only through `parameters`. 64-bit
   * integers come as numbers, exact up to 2^53. `T` is what the SELECT list yields: nothing checks it.
   */
  query<T>(sql: string, parameters?: Parameters, limits?: QueryLimits): Promise<readonly T[]>;
  /** Runs a statement without a result. */
  command(sql: string, parameters?: Parameters): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
