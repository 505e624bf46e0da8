import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ClickHouseRowSink, openEngine, rowSinkDefaults } from "@millrace/clickhouse";
import { ManualClock } from "@millrace/pipeline/memory";
import { afterEach, expect, it } from "vitest";

const writer = fileURLToPath(new URL("../support/row-writer.ts", import.meta.url));

let dataDir = "";

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

/** Runs the writer in `dataDir` and kills it in the middle of its work; gives the last offset it said was stored. */
const writeAndKill = async (): Promise<number> => {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=millrace-source", writer, dataDir],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let acknowledged = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged >= 2_000) child.kill("SIGKILL");
  }
  await gone;
  return acknowledged;
};

it("keeps every acknowledged row through kill -9, and a replay of all makes none double", async () => {
  dataDir = await mkdtemp(join(tmpdir(), "millrace-crash-"));
  const acknowledged = await writeAndKill();
  expect(acknowledged).toBeGreaterThanOrEqual(2_000);
  const engine = await openEngine({ database: "millrace", dataDir });
  try {
    const found = await engine.query<{ offset: number }>("SELECT offset FROM clicks FINAL ORDER BY offset");
    const offsets = found.map((row) => row.offset);
    expect(offsets.slice(0, acknowledged + 1)).toEqual(Array.from({ length: acknowledged + 1 }, (_, i) => i));
    const [first] = await engine.query<{ at: number }>(
      "SELECT toUnixTimestamp64Milli(appended_at) AS at FROM clicks LIMIT 1",
    );
    const clock = new ManualClock();
    const quiet = { inserted: () => undefined, retrying: () => undefined };
    const sink = new ClickHouseRowSink(engine, clock, { ...rowSinkDefaults, blockRowsMax: 333 }, quiet);
    await sink.add(
      offsets.map((offset) => ({
        table: "clicks",
        values: { partition: 0, offset, id: `c${offset}`, appended_at: first?.at ?? 0 },
      })),
    );
    await sink.flush();
    const [counted] = await engine.query<{ rows: number; ids: number }>(
      "SELECT count() AS rows, uniqExact(id) AS ids FROM clicks FINAL",
    );
    expect(counted).toEqual({ rows: offsets.length, ids: offsets.length });
  } finally {
    await engine.close();
  }
});

it("says so when another process holds the directory", async () => {
  dataDir = await mkdtemp(join(tmpdir(), "millrace-held-"));
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=millrace-source", writer, dataDir],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  await expect(openEngine({ database: "millrace", dataDir })).rejects.toMatchObject({
    code: "engine_unavailable",
    retryable: false,
    message: expect.stringContaining("another process"),
  });
  child.kill("SIGKILL");
  await gone;
});
