import { type Row, Trouble } from "@millrace/pipeline";
import { ManualClock } from "@millrace/pipeline/memory";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refused, unavailable } from "./classify.ts";
import { ClickHouseRowSink, type RowSinkSettings } from "./row-sink.ts";
import type { Table } from "./tables.ts";

const settings: RowSinkSettings = {
  blockRowsMax: 10,
  blockSizeMax: 100_000,
  rowAgeMsMax: 500,
  bufferRowsMax: 40,
  bufferSizeMax: 1_000_000,
  retryBaseMs: 100,
  retryCapMs: 1_000,
};

interface Insert {
  readonly table: Table;
  readonly lines: readonly string[];
  readonly token: string | undefined;
}

/** An engine of which each insert takes 5 ms and whose answers are laid out beforehand. */
class ScriptedEngine {
  readonly tried: Insert[] = [];
  readonly stored: Insert[] = [];
  underWay = new Map<Table, number>();
  mostUnderWay = 0;
  readonly #clock: ManualClock;
  readonly #failures: Trouble[];

  constructor(clock: ManualClock, failures: readonly Trouble[] = []) {
    this.#clock = clock;
    this.#failures = [...failures];
  }

  async insertLines(
    table: Table,
    lines: readonly string[],
    { token }: { token?: string } = {},
  ): Promise<void> {
    const insert = { table, lines, token };
    this.tried.push(insert);
    const count = (this.underWay.get(table) ?? 0) + 1;
    this.underWay.set(table, count);
    this.mostUnderWay = Math.max(this.mostUnderWay, count);
    await this.#clock.sleep(5);
    this.underWay.set(table, count - 1);
    const failure = this.#failures.shift();
    if (failure !== undefined) throw failure;
    this.stored.push(insert);
  }
}

const rowsOf = (table: Table, from: number, count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ table, values: { n: from + i } }));

const open = (failures: readonly Trouble[] = [], change: Partial<RowSinkSettings> = {}) => {
  const clock = new ManualClock();
  const engine = new ScriptedEngine(clock, failures);
  const heard: string[] = [];
  const sink = new ClickHouseRowSink(
    engine,
    clock,
    { ...settings, ...change },
    {
      inserted: (table, rows, seconds) => heard.push(`${table} ${rows} ${seconds}`),
      retrying: (table, _, tries) => heard.push(`${table} retry ${tries}`),
      refused: (table, rows) => heard.push(`${table} refused ${rows}`),
    },
  );
  return { clock, engine, sink, heard };
};

const numbers = (inserts: readonly Insert[], table: Table): number[] =>
  inserts
    .filter((insert) => insert.table === table)
    .flatMap((insert) => insert.lines.map((line) => Number(JSON.parse(line).n)));

const lengths = (inserts: readonly Insert[]): number[] => inserts.map((insert) => insert.lines.length);

describe("row sink", () => {
  it("writes at once when a block is full, and what is left when it is old enough", async () => {
    const { clock, engine, sink, heard } = open();
    await sink.add(rowsOf("clicks", 0, 23));
    await clock.advance(20);
    expect(lengths(engine.stored)).toEqual([10, 10]);
    await clock.advance(460);
    expect(lengths(engine.stored)).toEqual([10, 10]);
    await clock.advance(40);
    expect(lengths(engine.stored)).toEqual([10, 10, 3]);
    expect(numbers(engine.stored, "clicks")).toEqual(Array.from({ length: 23 }, (_, i) => i));
    expect(heard).toEqual(["clicks 10 0.005", "clicks 10 0.005", "clicks 3 0.005"]);
    expect(sink.held).toBe(0);
  });

  it("gathers rows of many calls into one block per table", async () => {
    const { clock, engine, sink } = open();
    for (let i = 0; i < 4; i++) await sink.add([...rowsOf("clicks", i, 1), ...rowsOf("baskets", i, 1)]);
    await clock.advance(1_100);
    expect(engine.stored.map(({ table, lines }) => `${table} ${lines.length}`)).toEqual([
      "clicks 4",
      "baskets 4",
    ]);
  });

  it("closes a block before it grows too large, and takes a row that is too large alone", async () => {
    const { clock, engine, sink } = open([], { blockSizeMax: 50 });
    const sized = (length: number): Row => ({ table: "items", values: { s: "x".repeat(length - 8) } });
    await sink.add([sized(20), sized(20), sized(20), sized(200), sized(10)]);
    await clock.run(sink.flush());
    expect(lengths(engine.stored)).toEqual([2, 1, 1, 1]);
  });

  it("flushes what was added before the call and waits for it", async () => {
    const { clock, engine, sink } = open();
    await sink.add(rowsOf("clicks", 0, 3));
    const flushed = sink.flush().then(() => engine.stored.length);
    await sink.add(rowsOf("clicks", 3, 1));
    expect(await clock.run(flushed)).toBe(1);
    expect(numbers(engine.stored, "clicks").slice(0, 3)).toEqual([0, 1, 2]);
    await clock.run(new ManualClock().breathe().then(() => sink.flush()));
    expect(sink.held).toBe(0);
    await sink.flush();
  });

  it("stores in its own time what a patient flush waits for, and all of it", async () => {
    const { clock, engine, sink } = open([], { rowAgeMsMax: 400 });
    await sink.add(rowsOf("clicks", 0, 3));
    let stored = -1;
    void sink.flush(true).then(() => {
      stored = engine.stored.length;
    });
    await clock.advance(300);
    await sink.add(rowsOf("clicks", 3, 2));
    expect(stored).toBe(-1);
    await clock.advance(200);
    expect(stored).toBe(1);
    expect(lengths(engine.stored)).toEqual([5]);
  });

  it("tries the same block again under the same token until it is stored", async () => {
    const failures = Array.from({ length: 30 }, () => unavailable("reset"));
    const { clock, engine, sink, heard } = open(failures);
    await sink.add(rowsOf("clicks", 0, 5));
    const flushed = sink.flush();
    await sink.add(rowsOf("clicks", 5, 5));
    await clock.run(flushed);
    expect(engine.tried.length).toBeGreaterThanOrEqual(31);
    const first = engine.tried.slice(0, 31);
    expect(new Set(first.map((insert) => insert.token)).size).toBe(1);
    expect(new Set(first.map((insert) => insert.lines.join()))).toEqual(
      new Set([engine.stored[0]?.lines.join()]),
    );
    expect(heard.filter((line) => line.startsWith("clicks retry"))).toHaveLength(30);
  });

  it("makes add wait while the buffer is full, and holds no more than it may plus one call", async () => {
    const failures = Array.from({ length: 5 }, () => unavailable("too many parts"));
    const { clock, engine, sink } = open(failures);
    let most = 0;
    const adding = (async () => {
      for (let i = 0; i < 30; i++) {
        await sink.add(rowsOf("clicks", i * 7, 7));
        most = Math.max(most, sink.held);
      }
      await sink.flush();
    })();
    await clock.advance(100);
    expect(engine.stored).toEqual([]);
    expect(sink.held).toBeGreaterThanOrEqual(40);
    await clock.run(adding);
    expect(most).toBeLessThanOrEqual(40 + 7);
    expect(numbers(engine.stored, "clicks")).toEqual(Array.from({ length: 210 }, (_, i) => i));
  });

  it("ends when a block is refused: whoever waits and whoever comes is told why", async () => {
    const { clock, sink, heard } = open([refused("no such column")]);
    await sink.add(rowsOf("clicks", 0, 50));
    const waiting = [sink.flush(), sink.add(rowsOf("items", 0, 1))].map((call) =>
      call.catch((error) => error),
    );
    await clock.advance(10);
    for (const error of await Promise.all(waiting)) expect(error).toMatchObject({ code: "engine_refused" });
    await expect(sink.add([])).rejects.toBeInstanceOf(Trouble);
    await expect(sink.flush()).rejects.toMatchObject({ retryable: false });
    expect(heard).toEqual([expect.stringMatching(/^clicks refused \d+$/)]);
  });

  it("refuses a table that is not Millrace's", async () => {
    const { sink } = open();
    await expect(sink.add([{ table: "system.users", values: {} }])).rejects.toThrow("not a table");
  });

  it("stores every row once and in order per table, one insert per table at a time, whatever fails", async () => {
    const step = fc.record({
      table: fc.constantFrom<Table>("clicks", "baskets", "items"),
      rows: fc.nat({ max: 25 }),
      pause: fc.nat({ max: 700 }),
      flush: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), fc.nat({ max: 6 }), async (steps, failing) => {
        const { clock, engine, sink } = open(Array.from({ length: failing }, () => unavailable("away")));
        const added = new Map<Table, number>();
        for (const { table, rows, pause, flush } of steps) {
          const from = added.get(table) ?? 0;
          added.set(table, from + rows);
          await clock.run(sink.add(rowsOf(table, from, rows)));
          if (flush) await clock.run(sink.flush());
          await clock.advance(pause);
        }
        await clock.run(sink.flush());
        for (const [table, count] of added) {
          expect(numbers(engine.stored, table)).toEqual(Array.from({ length: count }, (_, i) => i));
        }
        expect(engine.mostUnderWay).toBeLessThanOrEqual(1);
        expect(Math.max(0, ...lengths(engine.stored))).toBeLessThanOrEqual(settings.blockRowsMax);
        expect(sink.held).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});
