import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { Connected } from "./client-engine.ts";

/** Where a server is and who we are there. */
export interface RemoteSettings {
  /** `http://host:8123` or `https://host:8443`. */
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  /** Longest time for one call, ms. */
  readonly requestTimeoutMs: number;
}

/** A server behind HTTP or HTTPS. Connects at the first call. */
export const openRemote = (settings: RemoteSettings): Connected => {
  const client = connect(settings, settings.database);
  return {
    database: settings.database,
    embedded: false,
    writer: client,
    reader: client,
    prepare: () => createDatabase(settings),
    requestTimeoutMs: settings.requestTimeoutMs,
  };
};

const connect = (settings: RemoteSettings, database: string | undefined): ClickHouseClient =>
  createClient({
    url: settings.url,
    ...(settings.user === undefined ? {} : { username: settings.user }),
    ...(settings.password === undefined ? {} : { password: settings.password }),
    ...(database === undefined ? {} : { database }),
    application: "millrace",
    request_timeout: settings.requestTimeoutMs,
    max_open_connections: 16,
    use_multipart_params_auto: true,
    // What goes wrong is thrown; the client would print it besides.
    log: { level: ClickHouseLogLevel.OFF },
  });

/** Asks first: whoever may not create databases can still use one that exists. */
const createDatabase = async (settings: RemoteSettings): Promise<void> => {
  const client = connect(settings, undefined);
  try {
    const found = await client.query({
      query: "SELECT name FROM system.databases WHERE name = {name:String}",
      format: "JSONEachRow",
      query_params: { name: settings.database },
    });
    if ((await found.json()).length > 0) return;
    await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${settings.database}` });
  } finally {
    await client.close();
  }
};
