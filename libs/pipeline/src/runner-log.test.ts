import { describe, expect, test } from "vitest";
import { delivered, due } from "./testing/whole.ts";
import { texts, weightsOf } from "./testing/words.ts";
import { World, wordsTopic } from "./testing/world.ts";

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
    expect(delivered(world)).toEqual(due(world));
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
