import { ClickHouseSnapshotStore } from "@millrace/clickhouse";
import type { KafkaConnection } from "@millrace/kafka";
import { afterAll, beforeAll, expect, it } from "vitest";
import { committedOffsets, readAnswers } from "../support/answers.ts";
import { expectExact } from "../support/exactness.ts";
import { entriesOf } from "../support/journal.ts";
import { useBroker } from "../support/kafka.ts";
import { withEngine } from "../support/kept.ts";
import { plantedLog } from "../support/planted-log.ts";
import { makeTopics, produce } from "../support/produce.ts";
import { absorbedBy, recordsIn, untilAbsorbed } from "../support/progress.ts";
import { showOnFailure } from "../support/show-on-failure.ts";
import { Stack } from "../support/stack.ts";
import { until } from "../support/until.ts";

const streams = ["baskets", "readings"] as const;
const settings = { MILLRACE_TRAIN_EVENTS_MIN: "100000000" };
const STOP_MS_MAX = 20_000;

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

it("drains, stores and commits within 20 s when it is told to stop under load, and replays nothing afterwards", async () => {
  const { lines } = plantedLog(8, { baskets: 30_000, readings: 30_000 });
  await stack.start();
  await stack.ready();
  const feeding = produce(connection, lines);
  await until("in full flow", async () => ((await absorbedBy(stack, streams)) ?? 0) > 5_000);
  const took = await stack.stop();
  console.info(`stopped under load within ${Math.round(took)} ms`);
  expect(took).toBeLessThan(STOP_MS_MAX);
  await feeding;

  const published = await readAnswers(connection);
  const stoppedAt = new Map<string, number>();
  for (const stream of streams) {
    for (const [partition, offset] of await committedOffsets(connection, stream)) {
      stoppedAt.set(`${stream}/${partition}`, offset);
      expect(published.get(`${stream}/${partition}`)?.progress?.offset).toBe(offset);
    }
  }
  expect(stoppedAt.size).toBe(8);
  const records = await recordsIn(connection, streams);
  const absorbed = [...stoppedAt.values()].reduce((sum, offset) => sum + offset + 1, 0);
  expect(absorbed).toBeLessThan(records);
  await withEngine(stack.engineDir, async (engine) => {
    const store = new ClickHouseSnapshotStore(engine);
    for (const [place, offset] of stoppedAt) {
      const [stream = "", partition] = place.split("/");
      const [manifest] = await store.list(stream, connection.name(stream), Number(partition), 0);
      expect([place, manifest?.last.offset]).toEqual([place, offset]);
    }
  });

  await stack.start();
  await untilAbsorbed(stack, connection, streams);
  const opened = entriesOf(stack.saidNow, "partition_open").filter(({ stream }) =>
    streams.some((s) => s === stream),
  );
  expect(new Map(opened.map(({ stream, partition, offset }) => [`${stream}/${partition}`, offset]))).toEqual(
    stoppedAt,
  );
  await stack.stop();
  await withEngine(stack.engineDir, (engine) => expectExact({ engine, connection, settings, streams }));
});
