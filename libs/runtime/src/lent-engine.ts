import type { Engine, InsertOptions, Parameters, QueryLimits, Table } from "@millrace/clickhouse";
import type { Json } from "@millrace/pipeline";
import type { Callable, Calls } from "./calls.ts";

type Rows = readonly Readonly<Record<string, Json>>[];

/** What another process may call to use this process's engine. */
export const engineCalls = (engine: Engine): Callable => ({
  "engine.insert": (table: Table, rows: Rows, options?: InsertOptions) => engine.insert(table, rows, options),
  "engine.insertLines": (table: Table, lines: readonly string[], options?: InsertOptions) =>
    engine.insertLines(table, lines, options),
  "engine.query": (sql: string, parameters?: Parameters, limits?: QueryLimits) =>
    engine.query(sql, parameters, limits),
  "engine.command": (sql: string, parameters?: Parameters) => engine.command(sql, parameters),
  "engine.ping": () => engine.ping(),
});

/** The engine of another process of this installation: an embedded engine belongs to one process at a time. */
export class LentEngine implements Engine {
  readonly database: string;
  readonly embedded = true;
  readonly #calls: Calls;

  constructor(calls: Calls, database: string) {
    this.#calls = calls;
    this.database = database;
  }

  /** Its owner has prepared it. */
  async prepare(): Promise<void> {}

  insert(table: Table, rows: Rows, options?: InsertOptions): Promise<void> {
    return this.#calls.call("engine.insert", table, rows, options);
  }

  insertLines(table: Table, lines: readonly string[], options?: InsertOptions): Promise<void> {
    return this.#calls.call("engine.insertLines", table, lines, options);
  }

  query<T>(sql: string, parameters?: Parameters, limits?: QueryLimits): Promise<readonly T[]> {
    return this.#calls.call("engine.query", sql, parameters, limits);
  }

  command(sql: string, parameters?: Parameters): Promise<void> {
    return this.#calls.call("engine.command", sql, parameters);
  }

  ping(): Promise<void> {
    return this.#calls.call("engine.ping");
  }

  /** Its owner closes it. */
  async close(): Promise<void> {}
}
