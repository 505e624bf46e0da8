import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ClickHouseRowSink,
  type Engine,
  migrate,
  openEngine,
  rowSinkDefaults,
  tables,
} from "@millrace/clickhouse";
import type { Row } from "@millrace/pipeline";
import { ManualClock } from "@millrace/pipeline/memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let dataDir: string;
let engine: Engine;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "millrace-clickhouse-"));
  engine = await openEngine({ database: "millrace", dataDir });
  await migrate(engine);
});

afterAll(async () => {
  await engine.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Now: retention would remove what was appended long ago. */
const at = Date.now();

const place = (offset: number, generation = 0) => ({
  partition: 0,
  offset,
  generation,
  event_time: at,
  appended_at: at,
});

const quiet = { inserted: () => undefined, retrying: () => undefined };

const count = async (sql: string): Promise<number> =>
  (await engine.query<{ n: number }>(`SELECT count() AS n FROM ${sql}`))[0]?.n ?? -1;

describe("schema", () => {
  it("has exactly the tables that statements may name", async () => {
    const rows = await engine.query<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = 'millrace' ORDER BY name",
    );
    expect(rows.map((row) => row.name)).toEqual([...tables].sort());
  });

  it("may be brought up to date by several at once, and again", async () => {
    await Promise.all([migrate(engine), migrate(engine)]);
    await migrate(engine);
  });

  it("keeps events as long as the settings say, and for ever at 0", async () => {
    const ttl = async () =>
      (
        await engine.query<{ t: string }>(
          "SELECT extract(engine_full, 'TTL (.*) SETTINGS') AS t FROM system.tables WHERE name = 'clicks'",
        )
      )[0]?.t;
    expect(await ttl()).toContain("toIntervalDay(90)");
    await migrate(engine, { retention: { clicks: 7 } });
    expect(await ttl()).toContain("toIntervalDay(7)");
    await migrate(engine, { retention: { clicks: 0 } });
    expect(await ttl()).toBe("");
    await migrate(engine);
  });
});

describe("engine", () => {
  it("refuses a statement with a fault for good, with its code", async () => {
    await expect(engine.query("SELECT nothing")).rejects.toMatchObject({
      code: "engine_refused",
      retryable: false,
      message: expect.stringContaining("UNKNOWN_IDENTIFIER"),
    });
  });

  it("refuses a column that the table does not have, and stores nothing of the block", async () => {
    const rows = [{ item_id: "sound" }, { item_id: "strange", colour: "red" }];
    await expect(engine.insert("items", rows)).rejects.toMatchObject({ code: "engine_refused" });
    expect(await count("items WHERE item_id = 'sound'")).toBe(0);
  });

  it("cannot be written to by a query", async () => {
    await expect(engine.query("ALTER TABLE items DELETE WHERE 1")).rejects.toMatchObject({
      code: "engine_refused",
    });
    await expect(engine.query("INSERT INTO items (item_id) SELECT 'x'")).rejects.toMatchObject({
      code: "engine_refused",
    });
  });

  it("binds any text as a value", async () => {
    const text = "'; DROP TABLE items; -- {x:String} \\ \n \t \u0000 é 😀";
    expect(await engine.query("SELECT {text:String} AS text", { text })).toEqual([{ text }]);
  });

  it("refuses a result that is larger than allowed, and calls a query that takes too long a passing trouble", async () => {
    await expect(
      engine.query("SELECT number FROM numbers(100000)", {}, { maxRows: 10 }),
    ).rejects.toMatchObject({
      code: "engine_refused",
    });
    await expect(
      engine.query("SELECT sum(sipHash64(number)) FROM numbers(100000000000)", {}, { maxMs: 1000 }),
    ).rejects.toMatchObject({ code: "engine_unavailable", retryable: true });
  });

  it("skips a block whose token is known", async () => {
    const row = { stream: "s", partition: 1, kind: "clicks", offset: 1, version: "a", adopted_at: at };
    const token = "c".repeat(64);
    await engine.insert("model_swaps", [row], { token });
    await engine.insert("model_swaps", [row], { token });
    expect(await count("model_swaps WHERE stream = 's'")).toBe(1);
  });
});

describe("row sink", () => {
  const sink = () => new ClickHouseRowSink(engine, new ManualClock(), rowSinkDefaults, quiet);

  it("leaves one row for a key that is written twice, that of the greatest generation and offset", async () => {
    const row = (offset: number, generation: number, total: number): Row => ({
      table: "items",
      values: { ...place(offset, generation), item_id: "bread", price: total },
    });
    for (const rows of [[row(5, 0, 50)], [row(9, 0, 90)], [row(2, 1, 20)], [row(9, 0, 90)]]) {
      const each = sink();
      await each.add(rows);
      await each.flush();
    }
    const found = await engine.query("SELECT price, generation FROM items FINAL WHERE item_id = 'bread'");
    expect(found).toEqual([{ price: 20, generation: 1 }]);
  });

  it("leaves every event once when a replay writes other blocks of the same rows", async () => {
    const rows = Array.from(
      { length: 1000 },
      (_, i): Row => ({
        table: "clicks",
        values: { ...place(i), id: `c${i}`, session_id: "s", user_id: null, item_id: "i", action: "view" },
      }),
    );
    const first = sink();
    await first.add(rows);
    await first.flush();
    const second = sink();
    await second.add(rows.slice(300, 700));
    await second.flush();
    await second.add(rows.slice(700));
    await second.flush();
    expect(await count("clicks FINAL")).toBe(1000);
  });

  it("stores text with half surrogate pairs, which the engine would refuse", async () => {
    const each = sink();
    await each.add([
      { table: "items", values: { ...place(1), item_id: "half", title: "a\ud800b😀\\ud800" } },
    ]);
    await each.flush();
    expect(await engine.query("SELECT title FROM items FINAL WHERE item_id = 'half'")).toEqual([
      { title: "a\ufffdb😀\\ud800" },
    ]);
  });

  it("stores readings as they are, whatever their names and numbers", async () => {
    const names = [
      "a",
      "tab\tand\nline\r",
      "back\\slash\\n",
      "'quote'",
      "nul\0",
      "é😀",
      "{}",
      "half\ud800",
      "\\N",
    ];
    const numbers = [0, -0, 1.5, -1e100, 5e-324, 1e21, 0.1 + 0.2, 123456789012, 999999999, 1e9, -7, 2 ** 53];
    const times = [
      0,
      1,
      999,
      59_999,
      1e9,
      946_684_800_123,
      1e12,
      at,
      9_999_999_999_999,
      1e13,
      -1,
      -999,
      -1_000,
    ].concat(Date.UTC(1901, 0), Date.UTC(2299, 0) - 1);
    const rows = Array.from({ length: 600 }, (_, n): Row => {
      const number = numbers[n % numbers.length] ?? 0;
      const series_id = `${names[n % names.length]}${n < 300 ? "" : "x".repeat(40)}`;
      const known = n % 3 > 0;
      const interval = {
        predicted: known ? number : null,
        lower: known ? -number : null,
        upper: known ? n : null,
      };
      const told = Object.fromEntries(names.slice(0, n % names.length).map((name) => [name, number]));
      return {
        table: "readings",
        values: {
          ...{ series_id, value: number, covariates: told, ...interval, rung: known ? "ar" : null },
          ...{ rungs: n % 2 === 0 ? { ar: number } : {}, score: 0.5, alarm: "spike", ...place(n) },
          event_time: times[n % times.length] ?? 0,
        },
      };
    });
    const each = sink();
    await each.add(rows);
    await each.flush();
    const columns = Object.keys(rows[0]?.values ?? {});
    const dated = new Set(["event_time", "appended_at"]);
    const asked = columns.map((name) =>
      dated.has(name) ? `toUnixTimestamp64Milli(${name}) AS ${name}` : name,
    );
    const found = await engine.query(
      `SELECT ${asked.join(", ")} FROM (SELECT * FROM readings FINAL) ORDER BY offset`,
    );
    const whole = (text: string): string => JSON.parse(JSON.stringify(text).replaceAll("\\ud800", "\\ufffd"));
    const said = rows.map(({ values }) => JSON.parse(whole(JSON.stringify(values))));
    expect(found).toEqual(said.map((row) => ({ ...row, series_id: whole(row.series_id) })));
  });
});
