import { mkdir } from "node:fs/promises";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import { Trouble } from "@millrace/pipeline";
import { type ChdbConnection, createChdbConnection } from "chdb/connection";
import type { Connected } from "./client-engine.ts";

/**
 * The engine inside this process, the only file that knows it. It keeps its data in `dataDir`, which belongs to one
 * process at a time; without it the data vanishes at the end. One session runs one statement after the other, so reads
 * get a session of their own and do not wait for writes. What is SET stays set for the session: settings that belong
 * to one statement go into its SETTINGS clause. A call is not bounded in time, since it cannot be taken back.
 * @throws {Trouble} engine_unavailable where the directory cannot be had.
 */
export const openEmbedded = async (dataDir: string | undefined, database: string): Promise<Connected> => {
  if (dataDir !== undefined) await mkdir(dataDir, { recursive: true });
  const writer = session(dataDir);
  const reader = session(dataDir);
  await writer.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
  await writer.command({ query: `USE ${database}` });
  await reader.command({ query: `USE ${database}` });
  await reader.command({ query: "SET readonly = 2" });
  return { database, embedded: true, writer, reader, prepare: async () => undefined, requestTimeoutMs: 0 };
};

const session = (dataDir: string | undefined): ClickHouseClient => {
  try {
    const chdb = createChdbConnection({ path: dataDir ?? ":memory:" });
    return createClient({ connection: withoutSettings(chdb) });
  } catch (cause) {
    const detail = `The directory ${dataDir ?? "for temporary data"} cannot be opened: another process may hold it.`;
    throw new Trouble("engine_unavailable", detail, { retryable: false, cause });
  }
};

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>["connection"]>;

/** The connection without the settings that the client adds to a call: they would stay SET for the session. */
const withoutSettings = (chdb: ChdbConnection): Connection => ({
  query: (call) => chdb.query(plain(call)),
  command: (call) => chdb.command(plain(call)),
  exec: (call) =>
    chdb.exec({ ...plain(call), ...(call.values === undefined ? {} : { values: call.values }) }),
  insert: (call) => chdb.insert({ ...plain(call), values: call.values }),
  ping: ({ select }) => chdb.ping({ select }),
  close: () => chdb.close(),
});

const plain = (call: {
  readonly query: string;
  readonly query_params?: Record<string, unknown>;
}): { query: string; query_params: Record<string, unknown> } => ({
  query: call.query,
  query_params: call.query_params ?? {},
});
