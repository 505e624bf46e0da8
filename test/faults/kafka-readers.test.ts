import {
  ensureTopics,
  type KafkaConnection,
  KafkaEventProducer,
  KafkaForwarder,
  readTopic,
  replayTopic,
} from "@millrace/kafka";
import type { SourceBatch } from "@millrace/pipeline";
import { expect, onTestFinished, test } from "vitest";
import { CountedWords } from "../support/counted-words.ts";
import { useBroker } from "../support/kafka.ts";
import { bytes, contents } from "../support/topic-contents.ts";

const broker = useBroker();
const settings = { partitions: 4, replicationFactor: 1, retentionMs: 7 * 86_400_000 };

const withTopics = async (): Promise<KafkaConnection> => {
  const connection = broker.connection();
  expect(await ensureTopics(connection, settings)).toEqual([]);
  return connection;
};

test("a replay reads the part asked for and ends, on an empty topic too", async () => {
  const connection = await withTopics();
  expect((await contents(connection, "readings")).size).toBe(0);
  const records = Array.from({ length: 60 }, (_, i) => ({
    topic: "interactions",
    key: "u",
    value: bytes(`${i}`),
  }));
  await new KafkaForwarder(connection).send(records);
  const offsets: number[] = [];
  await replayTopic(connection, {
    topic: connection.name("interactions"),
    partition: 0,
    from: 20,
    to: 45,
    onRecords: (batch) => {
      offsets.push(...batch.records.map(({ offset }) => offset));
    },
  });
  expect(offsets).toEqual(Array.from({ length: 25 }, (_, i) => 20 + i));
  const broken = replayTopic(connection, {
    topic: connection.name("interactions"),
    onRecords: () => {
      throw new Error("broken reader");
    },
  });
  await expect(broken).rejects.toThrow("broken reader");
});

test("a reader tells when it has caught up, goes on after a broker's death where it was, and leaves no trace", async () => {
  const connection = await withTopics();
  const producer = new KafkaEventProducer(connection);
  const send = (from: number, count: number) =>
    producer.send(
      "items",
      Array.from({ length: count }, (_, i) => ({ key: `i${from + i}`, value: bytes(`${from + i}`) })),
    );
  await send(0, 500);
  const [all, fresh]: [string[], string[]] = [[], []];
  let wake: () => void = () => undefined;
  const into = (list: string[]) => ({
    topic: connection.name("items"),
    onFailed: (error: unknown) => expect.unreachable(String(error)),
    onBatch: ({ partition, records }: SourceBatch) => {
      list.push(...records.map(({ offset }) => `${partition}/${offset}`));
      wake();
    },
  });
  const reader = await readTopic(connection, { ...into(all), from: "beginning", gapMs: 50 });
  const tail = await readTopic(connection, { ...into(fresh), from: "end" });
  onTestFinished(() => Promise.all([reader.stop(), tail.stop()]).then(() => undefined));
  await Promise.all([reader.caughtUp, tail.caughtUp]);
  expect(all).toHaveLength(500);
  expect(fresh).toEqual([]);
  await broker.killAndRestart(async () => {
    const began = Date.now();
    await expect(
      new KafkaEventProducer(connection, { timeoutMs: 2_000 }).send("items", [
        { key: "a", value: bytes("b") },
      ]),
    ).rejects.toMatchObject({ code: "broker_unavailable", retryable: true });
    expect(Date.now() - began).toBeLessThan(8_000);
  });
  await send(500, 100);
  // A send that the broker's return disturbed may lie in the log twice, but no reader reads a record twice.
  const log = await contents(connection, "items");
  while (all.length < log.size || fresh.length < log.size - 500) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  expect([...all].sort()).toEqual([...log.keys()].sort());
  expect(new Set([...log.values()].map(([, value]) => value)).size).toBe(600);
  expect(new Set(fresh).size).toBe(log.size - 500);
  await Promise.all([reader.stop(), tail.stop()]);
  const { groups } = await connection.admin("groups", (admin) => admin.listGroups());
  expect(groups.filter(({ groupId }) => groupId.startsWith(connection.name("reader")))).toEqual([]);
});

test("a stream comes through its broker's death with every record counted once, within 15 seconds", async () => {
  const on = await CountedWords.create(broker.connection());
  const source = await on.start();
  onTestFinished(() => source.stop());
  await on.until(() => on.opened.length === 4);
  for (const partition of [0, 1, 2, 3])
    await on.append(
      partition,
      Array.from({ length: 500 }, () => "ash"),
    );
  await on.until(() => [0, 1, 2, 3].every((p) => on.count(p, "ash") === 500));
  await broker.killAndRestart();
  const back = Date.now();
  for (const partition of [0, 1, 2, 3])
    await on.append(
      partition,
      Array.from({ length: 500 }, () => "ash"),
    );
  await on.until(() => [0, 1, 2, 3].every((p) => on.count(p, "ash") === 1_000));
  expect(Date.now() - back).toBeLessThan(15_000);
  expect(on.halts).toEqual([]);
});
