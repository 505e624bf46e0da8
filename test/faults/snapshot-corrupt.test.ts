import type { Engine } from "@millrace/clickhouse";
import { ClickHouseSnapshotStore } from "@millrace/clickhouse";
import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, beforeAll, expect, it } from "vitest";
import { committedOffsets } from "../support/answers.ts";
import { expectExact } from "../support/exactness.ts";
import { entriesOf } from "../support/journal.ts";
import { useBroker } from "../support/kafka.ts";
import { withEngine } from "../support/kept.ts";
import { plantedLog } from "../support/planted-log.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { untilAbsorbed } from "../support/progress.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";

const streams = ["baskets", "readings"] as const;
const settings = { MILLRACE_SNAPSHOT_EVERY_EVENTS: "300", MILLRACE_TRAIN_EVENTS_MIN: "100000000" };

const broker = useBroker();
let connection: KafkaConnection;
let stack: Stack;

beforeAll(async () => {
  connection = broker.connection();
  await makeTopics(connection);
  stack = await Stack.make({ brokers: broker.brokers, prefix: connection.prefix, settings });
});
afterAll(() => stack?.close());
showOnFailure(() => stack);

/** Spoils the newest snapshot of a partition: a chunk that those before do not name. Returns the offset of the one before. */
const spoilNewest = async (
  engine: Engine,
  stream: string,
  partition: number,
  how: "gone" | "changed",
): Promise<number> => {
  const topic = connection.name(stream);
  const [newest, before] = await new ClickHouseSnapshotStore(engine).list(stream, topic, partition, 0);
  const kept = new Set(before?.chunks.map(({ hash }) => hash));
  const own = newest?.chunks.find(({ hash }) => !kept.has(hash));
  if (own === undefined || before === undefined)
    throw new Error(`${stream} has no two snapshots that differ`);
  const where = `WHERE topic = '${topic}' AND partition = ${partition} AND hash = '${own.hash}'`;
  const table = "ALTER TABLE snapshot_chunks";
  await engine.command(
    how === "gone"
      ? `${table} DELETE ${where} SETTINGS mutations_sync=2`
      : `${table} UPDATE data = 'AAAA' ${where} SETTINGS mutations_sync=2`,
  );
  return before.last.offset;
};

it("uses the snapshot before where the newest cannot be read, and ends exactly where it would have", async () => {
  const { lines } = plantedLog(4, { baskets: 5_000, readings: 5_000 });
  const half = Math.floor(lines.length / 2);
  await stack.start();
  await stack.ready();
  // In portions, so that there are several snapshots of every partition.
  for (let at = 0; at < half; at += Math.ceil(half / 4)) {
    await produce(connection, lines.slice(at, Math.min(half, at + Math.ceil(half / 4))));
    await untilAbsorbed(stack, connection, streams);
  }
  await stack.stop();
  const restored = await withEngine(stack.engineDir, async (engine) => ({
    "baskets/1": await spoilNewest(engine, "baskets", 1, "changed"),
    "readings/2": await spoilNewest(engine, "readings", 2, "gone"),
  }));
  const committed = new Map([
    ["baskets/1", (await committedOffsets(connection, "baskets")).get(1) ?? -1],
    ["readings/2", (await committedOffsets(connection, "readings")).get(2) ?? -1],
  ]);

  await stack.start();
  await produce(connection, lines.slice(half));
  await untilAbsorbed(stack, connection, streams);
  const warned = entriesOf(stack.saidNow, "snapshot_corrupt").map(
    ({ stream, partition }) => `${stream}/${partition}`,
  );
  expect(warned.sort()).toEqual(Object.keys(restored));
  const opened = new Map(
    entriesOf(stack.saidNow, "partition_open").map(({ stream, partition, offset }) => [
      `${stream}/${partition}`,
      Number(offset),
    ]),
  );
  for (const [place, offset] of Object.entries(restored)) {
    expect(offset).toBeLessThan(committed.get(place) ?? -1);
    expect(opened.get(place)).toBe(offset);
  }
  await stack.stop();
  await withEngine(stack.engineDir, (engine) => expectExact({ engine, connection, settings, streams }));
});
