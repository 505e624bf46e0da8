import { expect, test } from "vitest";
import { Trouble } from "./errors.ts";
import { countingKind } from "./memory/counting.ts";
import { delivered, due } from "./testing/whole.ts";
import { texts, weightsOf } from "./testing/words.ts";
import { reference, viewOf, World, wordsTopic } from "./testing/world.ts";

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
  expect(delivered(world)).toEqual(due(world));
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
