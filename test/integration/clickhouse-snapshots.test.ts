import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ClickHouseSnapshotStore,
  type Engine,
  migrate,
  openEngine,
  snapshotStoreDefaults,
} from "@millrace/clickhouse";
import { afterAll, beforeAll } from "vitest";
import { snapshotStoreContract } from "../contract/snapshot-store.ts";

let dataDir: string;
let engine: Engine;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "millrace-snapshots-"));
  engine = await openEngine({ database: "millrace", dataDir });
  await migrate(engine);
});

afterAll(async () => {
  await engine.close();
  await rm(dataDir, { recursive: true, force: true });
});

snapshotStoreContract("ClickHouse", async () => {
  let written = 0;
  const counting: Engine = Object.create(engine, {
    insertLines: {
      value: (...call: Parameters<Engine["insertLines"]>) => {
        if (call[0] === "snapshot_chunks") written += call[1].length;
        return engine.insertLines(...call);
      },
    },
    query: { value: engine.query.bind(engine) },
    insert: { value: engine.insert.bind(engine) },
    command: { value: (sql: string, values = {}) => engine.command(synchronous(sql), values) },
  });
  const settings = { ...snapshotStoreDefaults, collectEverySaves: 1, chunkAgeMsMin: -60_000 };
  const open = () => new ClickHouseSnapshotStore(counting, settings);
  return {
    store: open(),
    reopen: open,
    written: () => written,
    held: async (stream, topic, partition) => {
      const rows = await engine.query<{ hash: string }>(
        `SELECT DISTINCT hash FROM snapshot_chunks
         WHERE stream = {stream:String} AND topic = {topic:String} AND partition = {partition:UInt16}`,
        { stream, topic, partition },
      );
      return rows.map((row) => row.hash);
    },
    tamper: async ({ stream }, hash, how) => {
      const change = how === "gone" ? "DELETE" : "UPDATE data = base64Encode('else')";
      await engine.command(
        `ALTER TABLE snapshot_chunks ${change} WHERE stream = {stream:String} AND hash = {hash:String} SETTINGS mutations_sync = 1`,
        { stream, hash },
      );
    },
  };
});

/** Deletions run in the background; the contract looks right after. */
const synchronous = (sql: string): string => sql.replace("deletes_sync = 0", "deletes_sync = 2");
