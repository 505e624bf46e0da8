import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Trouble } from "./errors.ts";
import { countingKind } from "./memory/counting.ts";
import type { PartitionPorts } from "./partition-ports.ts";
import type { PartitionLog } from "./ports.ts";
import { reference, viewOf, World, wordsTopic } from "./testing/world.ts";
import type { Weights } from "./topology.ts";

const words = [
  "ash",
  "bay",
  "cove",
  "dell",
  "eave",
  "fern",
  "late",
  "!broken",
  "1:ash",
  "2:bay",
  "1:fern",
  "2:late",
];
/** A log that repeats itself, ids, unreadable and late events included, and never in the same place. */
const texts = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => words[((from + i) * (from + i + 3)) % words.length] ?? "");

const weightsOf = (version: string, upTo: number): Weights => ({
  kind: countingKind,
  version,
  bytes: new Uint8Array(),
  trainedUpTo: { [`${wordsTopic}/0`]: upTo },
});

class Killed extends Error {}

/** Makes every port fail from a given call on, before or after that call took effect: what kill -9 does. */
const killAt = (call: number, after: boolean) => {
  let calls = 0;
  const die = async <T>(work: () => Promise<T>): Promise<T> => {
    calls++;
    if (calls > call || (calls === call && !after)) throw new Killed();
    const result = await work();
    if (calls === call) throw new Killed();
    return result;
  };
  const wrap = (ports: PartitionPorts, log: PartitionLog): [PartitionPorts, PartitionLog] => [
    {
      ...ports,
      store: {
        list: (...of) => die(() => ports.store.list(...of)),
        load: (manifest) => die(() => ports.store.load(manifest)),
        save: (head, chunks) => die(() => ports.store.save(head, chunks)),
      },
      rows: { add: (rows) => die(() => ports.rows.add(rows)), flush: () => die(() => ports.rows.flush()) },
      answers: { publish: (...of) => die(() => ports.answers.publish(...of)) },
      deadLetters: { send: (letters) => die(() => ports.deadLetters.send(letters)) },
      forwarder: { send: (records) => die(() => ports.forwarder.send(records)) },
    },
    {
      topic: log.topic,
      partition: log.partition,
      marks: () => die(() => log.marks()),
      committed: () => die(() => log.committed()),
      commit: (offset) => die(() => log.commit(offset)),
      seek: (offset) => log.seek(offset),
    },
  ];
  return { wrap, died: () => calls >= call };
};

/** Everything delivered equals what a plain run delivers, each record in effect once. */
const expectWhole = (world: World, weights: readonly Weights[] = []): void => {
  const swaps = world.runners.at(-1)?.state.ledger.swaps ?? [];
  const plain = reference(world, swaps, weights);
  expect(world.state).toEqual(plain.state);
  expect(viewOf(world)).toEqual(plain.answers);
  const rows = new Map(world.ports.rows.stored.map((row) => [Number(row.values.offset), row]));
  expect(rows.size).toBe(plain.rows.size);
  for (const row of world.ports.rows.stored) expect(row).toEqual(plain.rows.get(Number(row.values.offset)));
  const dead = new Set(world.ports.deadLetters.letters.map(({ offset }) => offset));
  expect([...dead].sort((a, b) => a - b)).toEqual(plain.deadLetters);
  const forwarded = new Set(world.ports.forwarder.records.map(({ value }) => String(value)));
  expect(forwarded.size).toBe(plain.rows.size);
};

describe("kill -9 at any call to the world", () => {
  test.each([false, true])(
    "and a restart come to what an uninterrupted run comes to (call took effect: %s)",
    async (after) => {
      let kills = 0;
      for (let call = 1; ; call++) {
        const world = new World();
        const weights = [weightsOf("v1", 30), weightsOf("v2", 70)];
        world.ports.weights.offer(weightsOf("v1", 30));
        world.append(texts(60));
        const { wrap, died } = killAt(call, after);
        const source = await world.run(7, wrap);
        if (!died()) {
          await source.stop();
          break;
        }
        kills++;
        await source.crash();
        world.ports.rows.crash();
        world.append(texts(40, 60));
        world.ports.weights.offer(weightsOf("v2", 70));
        await (await world.run(9)).stop();
        expect(world.halts.every((error) => error instanceof Killed)).toBe(true);
        expectWhole(world, weights);
      }
      expect(kills).toBeGreaterThan(30);
    },
  );

  test("again and again, in batches of any size, loses and doubles nothing", async () => {
    const life = fc.record({
      call: fc.integer({ min: 1, max: 40 }),
      after: fc.boolean(),
      batch: fc.integer({ min: 1, max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { maxLength: 6 }), async (lives) => {
        const world = new World();
        const weights = [weightsOf("v1", 30)];
        world.ports.weights.offer(weights[0] ?? weightsOf("", 0));
        for (const [i, { call, after, batch }] of lives.entries()) {
          world.append(texts(25, i * 25));
          await (await world.run(batch, killAt(call, after).wrap)).crash();
          world.ports.rows.crash();
        }
        world.append(texts(25, 900));
        await (await world.run(10)).stop();
        expectWhole(world, weights);
      }),
      { numRuns: 60 },
    );
  });
});

test("every record ends in one outcome; repeats count once, unreadable ones are kept as they were", async () => {
  const world = new World();
  world.append(["ash", "7:bay", "7:bay", "late", "!what", "ash"]);
  await (await world.run()).stop();
  const ledger = world.runners[0]?.state.ledger;
  expect(ledger?.outcomes).toEqual({ applied: 3, duplicate: 1, late: 1, throttled: 0, dead_letter: 1 });
  expect(ledger?.deadLetters).toEqual({ malformed: 1 });
  expect(world.ports.deadLetters.letters).toMatchObject([
    { stream: "words", topic: wordsTopic, partition: 0, offset: 4, reason: "malformed", detail: "!what" },
  ]);
  expect(Buffer.from(world.ports.deadLetters.letters[0]?.value ?? []).toString()).toBe("!what");
});

test("a snapshot stores again only the chunks that changed", async () => {
  const world = new World({ snapshotEveryEvents: 10 });
  world.append(Array.from({ length: 10 }, (_, i) => `${String.fromCharCode(97 + i)}x`));
  const source = await world.run(10);
  const before = world.store.written;
  world.append(Array.from({ length: 10 }, () => "ax"));
  await source.settled();
  const [newest] = await world.store.list("words", wordsTopic, 0, 0);
  expect(newest?.last.offset).toBe(19);
  // The ledger, the shelf of "a", and nothing of the nine other letters.
  expect(world.store.written - before).toBe(2);
  expect(newest?.chunks.length).toBeGreaterThan(10);
  await source.crash();
  await (await world.run()).crash();
  expect(world.state).toEqual(reference(world).state);
  const restored = world.store.written;
  world.append(["bx"]);
  await (await world.run()).stop();
  expect(world.store.written - restored).toBe(2);
});

test("weights are taken only at a snapshot that names them, and never before what they were trained on is scored", async () => {
  const world = new World({ snapshotEveryEvents: 20 });
  world.append(texts(30));
  const source = await world.run(10);
  world.ports.weights.offer(weightsOf("v1", 44));
  world.append(texts(9, 30));
  await source.settled();
  const swaps = () => world.runners[0]?.state.ledger.swaps;
  expect(swaps()).toEqual([]);
  world.append(texts(31, 39));
  await source.settled();
  const [swap] = swaps() ?? [];
  expect(swap?.offset).toBeGreaterThanOrEqual(44);
  const manifests = await world.store.list("words", wordsTopic, 0, 0);
  const named = manifests.find((m) => m.last.offset === swap?.offset);
  expect(named?.weights).toEqual({ [countingKind]: "v1" });
  for (const m of manifests) if (m.last.offset < (swap?.offset ?? 0)) expect(m.weights).toEqual({});
  // After the swap every answer is said anew, with the new weights.
  expectWholeView(world);
  await source.stop();
});

const expectWholeView = (world: World): void => {
  const swaps = world.runners.at(-1)?.state.ledger.swaps ?? [];
  expect(viewOf(world)).toEqual(reference(world, swaps, [weightsOf("v1", 44)]).answers);
};

test("a quiet partition takes weights in at a tick", async () => {
  const world = new World();
  world.append(texts(5));
  const source = await world.run();
  world.ports.weights.offer(weightsOf("v1", 2));
  await source.tick();
  expect(world.runners[0]?.state.ledger.swaps).toEqual([]);
  await world.ports.clock.advance(10_000);
  await source.tick();
  expect(world.runners[0]?.state.ledger.swaps).toEqual([{ kind: countingKind, version: "v1", offset: 4 }]);
  expect(viewOf(world)).toEqual(
    reference(world, [{ kind: countingKind, version: "v1", offset: 4 }], [weightsOf("v1", 2)]).answers,
  );
  await source.stop();
});

test("what is not yet published is published at a tick, though no further record comes", async () => {
  const world = new World({ publishEveryMs: 200 });
  world.append(["ash"]);
  const source = await world.run();
  const partition = world.broker.partition(wordsTopic, 0);
  // A batch whose watermark says that more is to come, as transaction markers at the end make it.
  const runner = world.runners[0];
  const record = {
    offset: partition.append({ value: new TextEncoder().encode("bay") }),
    timestamp: 1,
    key: null,
    headers: {},
  };
  const value = new TextEncoder().encode("bay");
  const batch = { topic: wordsTopic, partition: 0, records: [{ ...record, value }], highWatermark: 9 };
  await runner?.process(batch, async () => undefined);
  expect(world.ports.answers.value("words", 0, "word/bay")).toBeUndefined();
  await world.ports.clock.advance(300);
  await runner?.tick(async () => undefined);
  expect(world.ports.answers.value("words", 0, "word/bay")).toBeDefined();
  await source.crash();
});

test("an outage of any port is waited out, keeping the membership, and noted", async () => {
  const world = new World();
  world.append(texts(50));
  let attempts = 0;
  const back = world.ports.clock.now() + 300_000;
  const waiting = world.run(7, (ports, log) => [
    {
      ...ports,
      rows: {
        add: async (rows) => {
          attempts++;
          if (ports.clock.now() < back) throw new Trouble("engine_unavailable", "", { retryable: true });
          await ports.rows.add(rows);
        },
        flush: () => ports.rows.flush(),
      },
    },
    log,
  ]);
  const source = await world.ports.clock.run(waiting);
  await world.ports.clock.run(source.stop());
  expect(world.halts).toEqual([]);
  expect(attempts).toBeGreaterThan(50);
  expect(world.ports.journal.of("retrying").length).toBeGreaterThan(50);
  expectWhole(world);
});

test("a stream of which most cannot be read halts, with the letters kept", async () => {
  const world = new World({ deadLetterWindowEvents: 20, deadLetterRatioMax: 0.5 });
  world.append(Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? "ash" : "!bad")));
  const source = await world.run(10);
  expect(world.haltCode).toBe("dead_letter_ratio");
  expect(world.ports.deadLetters.letters.length).toBeGreaterThan(10);
  await source.stop();
  expect(world.broker.committed("g", wordsTopic, 0)).toBeUndefined();
});

describe("a log that is not the one that was absorbed", () => {
  const absorbed = async (count = 50): Promise<World> => {
    const world = new World();
    world.append(texts(count));
    await (await world.run()).stop();
    expect(world.halts).toEqual([]);
    return world;
  };
  const outcomesAfter = async (world: World): Promise<unknown> => {
    const before = world.ports.rows.added.length;
    const source = await world.run();
    expect(world.ports.rows.added).toHaveLength(before);
    await source.stop();
    return world.haltCode;
  };

  test("made anew and shorter: halts before a record is applied", async () => {
    const world = await absorbed();
    world.broker.recreate(wordsTopic);
    world.append(texts(10, 500));
    expect(await outcomesAfter(world)).toBe("log_behind_commit");
  });

  test("made anew and longer: the first record tells, and nothing is applied", async () => {
    const world = await absorbed();
    world.broker.recreate(wordsTopic);
    world.append(texts(100, 500));
    expect(await outcomesAfter(world)).toBe("log_replaced");
  });

  test("overtaken by retention: halts with the lost range", async () => {
    const world = await absorbed();
    world.append(texts(50));
    world.broker.partition(wordsTopic, 0).truncate(60);
    expect(await outcomesAfter(world)).toBe("retention_passed");
    expect(String(world.halts.at(-1))).toContain("50 to 59");
  });

  test("cut exactly behind the last record absorbed: goes on", async () => {
    const world = await absorbed();
    world.append(texts(50, 50));
    world.broker.partition(wordsTopic, 0).truncate(50);
    const source = await world.run();
    expect(world.halts).toEqual([]);
    expect(world.runners.at(-1)?.state.ledger.offset).toBe(99);
    await source.stop();
  });

  test("with its newest snapshot corrupt: goes on from the one before, and comes to the same", async () => {
    const world = await absorbed();
    const [newest, before] = await world.store.list("words", wordsTopic, 0, 0);
    const spoiled = newest?.chunks.find(({ hash }) => before?.chunks.every((c) => c.hash !== hash));
    if (newest === undefined || spoiled === undefined) throw new Error("no snapshot to spoil");
    world.store.tamper(newest, spoiled.hash, new Uint8Array([1]));
    world.append(texts(20, 50));
    await (await world.run()).stop();
    expect(world.ports.journal.of("snapshot_corrupt")).toHaveLength(1);
    expectWhole(world);
  });

  test("made anew while nothing could be compared yet: no weights are taken, nothing is stored over it", async () => {
    const world = await absorbed();
    const manifests = await world.store.list("words", wordsTopic, 0, 0);
    world.ports.weights.offer(weightsOf("v1", 0));
    // The record to compare is there for the marks, but has not been fetched.
    const source = await world.run(7, (ports, log) => [
      ports,
      {
        ...log,
        topic: log.topic,
        partition: 0,
        marks: () => log.marks(),
        committed: () => log.committed(),
        commit: (o) => log.commit(o),
        seek: () => log.seek(50),
      },
    ]);
    await world.ports.clock.advance(20_000);
    await source.tick();
    await source.stop();
    expect(await world.store.list("words", wordsTopic, 0, 0)).toEqual(manifests);
  });
});

test("a runner that failed stores nothing more, however it is closed", async () => {
  const world = new World();
  world.append(texts(5));
  const source = await world.run(7, killAt(6, false).wrap);
  expect(world.halts[0]).toBeInstanceOf(Killed);
  await source.stop();
  await world.runners[0]?.close(true);
  expect(await world.store.list("words", wordsTopic, 0, 0)).toEqual([]);
});
