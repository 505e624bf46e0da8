import type { ClickHouseClient } from "@clickhouse/client";
import type { Json } from "@millrace/pipeline";
import { troubleOf, unavailable } from "./classify.ts";
import type { Engine, InsertOptions, Parameters, QueryLimits } from "./engine.ts";
import type { Table } from "./tables.ts";

/** What {@link ClientEngine} talks through. */
export interface Connected {
  readonly database: string;
  readonly embedded: boolean;
  readonly writer: ClickHouseClient;
  /** May be the same as `writer`. */
  readonly reader: ClickHouseClient;
  /** Creates the database where it is missing. */
  readonly prepare: () => Promise<void>;
  /** Longest time for one call until its last byte, ms; 0 for no limit. */
  readonly requestTimeoutMs: number;
}

/** An engine behind the official client. */
export class ClientEngine implements Engine {
  readonly #to: Connected;
  #closed = false;

  constructor(connected: Connected) {
    this.#to = connected;
  }

  get database(): string {
    return this.#to.database;
  }

  get embedded(): boolean {
    return this.#to.embedded;
  }

  prepare(): Promise<void> {
    return this.#guard(() => this.#to.prepare());
  }

  insert(
    table: Table,
    rows: readonly Readonly<Record<string, Json>>[],
    options: InsertOptions = {},
  ): Promise<void> {
    return this.insertLines(
      table,
      rows.map((row) => JSON.stringify(row)),
      options,
    );
  }

  async insertLines(table: Table, lines: readonly string[], options: InsertOptions = {}): Promise<void> {
    if (lines.length === 0) return;
    const { token, format = "JSONEachRow", columns } = options;
    // In the statement, not beside it: the embedded engine would keep them for the statements that follow.
    const settings = ["async_insert=0", "input_format_skip_unknown_fields=0"];
    if (token !== undefined) settings.push(`insert_deduplication_token='${checkedHash(token)}'`);
    const into = columns === undefined ? table : `${table} (${columns.join(", ")})`;
    const head = `INSERT INTO ${into} SETTINGS ${settings.join(", ")} FORMAT ${format}`;
    await this.command(`${head}\n${lines.join("\n")}`);
  }

  query<T>(sql: string, parameters: Parameters = {}, limits: QueryLimits = {}): Promise<readonly T[]> {
    const seconds = Math.ceil((limits.maxMs ?? 10_000) / 1000);
    const rows = Math.ceil(limits.maxRows ?? 1_000_000);
    const settings = [
      `max_execution_time=${seconds}`,
      `max_result_rows=${rows}`,
      "result_overflow_mode='throw'",
      "output_format_json_quote_64bit_integers=0",
    ];
    return this.#guard(async (signal) => {
      const answer = await this.#to.reader.query({
        query: `${sql}\nSETTINGS ${settings.join(", ")}`,
        format: "JSONEachRow",
        query_params: { ...parameters },
        ...(this.embedded ? {} : { clickhouse_settings: { readonly: "2" } }),
        abort_signal: signal,
      });
      return answer.json<T>();
    });
  }

  async command(sql: string, parameters: Parameters = {}): Promise<void> {
    await this.#guard((signal) =>
      this.#to.writer.command({
        query: sql,
        query_params: { ...parameters },
        ...(this.embedded ? {} : { clickhouse_settings: { wait_end_of_query: 1, async_insert: 0 } }),
        abort_signal: signal,
      }),
    );
  }

  ping(): Promise<void> {
    return this.#guard(async (signal) => {
      const result = await this.#to.reader.ping({ select: true, abort_signal: signal });
      if (!result.success) throw result.error;
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#to.writer.close();
    if (this.#to.reader !== this.#to.writer) await this.#to.reader.close();
  }

  /** Bounds the call in time, also while its body is read, and turns what it throws into trouble. */
  async #guard<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error("the engine was closed before this call");
    const abort = new AbortController();
    const { requestTimeoutMs } = this.#to;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      if (requestTimeoutMs === 0) return;
      timer = setTimeout(() => {
        reject(unavailable(`No answer within ${requestTimeoutMs} ms.`));
        abort.abort();
      }, requestTimeoutMs);
    });
    try {
      return await Promise.race([call(abort.signal), late]);
    } catch (error) {
      throw troubleOf(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

const checkedHash = (token: string): string => {
  if (!/^[0-9a-f]{64}$/.test(token)) throw new Error("a token is a SHA-256 in hexadecimal");
  return token;
};
