import {
  createTopics,
  ensureTopics,
  KafkaAnswerPublisher,
  type KafkaConnection,
  KafkaDeadLetterQueue,
  KafkaEventProducer,
  KafkaForwarder,
  readTopic,
  replayTopic,
} from "@millrace/kafka";
import {
  type Answer,
  AnswerAssembly,
  decodeAnswer,
  type Progress,
  type SourceBatch,
  versionHeader,
} from "@millrace/pipeline";
import { expect, onTestFinished, test } from "vitest";
import { CountedWords } from "../support/counted-words.ts";
import { useBroker } from "../support/kafka.ts";

const broker = useBroker();
const settings = { partitions: 4, replicationFactor: 1, retentionMs: 7 * 86_400_000 };

const withTopics = async (): Promise<KafkaConnection> => {
  const connection = broker.connection();
  expect(await ensureTopics(connection, settings)).toEqual([]);
  return connection;
};

const text = (bytes: Uint8Array | null | undefined): string => (bytes ? Buffer.from(bytes).toString() : "");
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Everything on a topic, as `partition/offset` with key and value. */
const contents = async (
  connection: KafkaConnection,
  short: string,
): Promise<Map<string, [string, string]>> => {
  const found = new Map<string, [string, string]>();
  await replayTopic(connection, {
    topic: connection.name(short),
    onRecords: ({ partition, records }) => {
      for (const { offset, key, value } of records)
        found.set(`${partition}/${offset}`, [text(key), text(value)]);
    },
  });
  return found;
};

const progressAt = (offset: number): Progress => ({
  generation: 3,
  offset,
  highWatermark: offset + 1,
  eventTime: 0,
  appended: [],
  outcomes: {},
  deadLetters: {},
  status: { sizes: {}, scores: [], weights: {}, globals: {} },
  snapshotOffset: -1,
  publishedAt: 0,
});

test("topics are created once with what Millrace needs, and found good", async () => {
  const connection = await withTopics();
  expect(await ensureTopics(connection, settings)).toEqual([]);
  const { topics } = await connection.admin("metadata", (admin) =>
    admin.fetchTopicMetadata({
      topics: ["clicks", "interactions", "answers", "models"].map((name) => connection.name(name)),
    }),
  );
  const counts = topics.map(({ name, partitions }) => [name.split(".")[1], partitions.length]);
  expect(Object.fromEntries(counts)).toEqual({ clicks: 4, interactions: 1, answers: 4, models: 1 });
});

test("what is unsafe about existing topics is named; what cannot work at all is refused", async () => {
  const connection = broker.connection();
  const make = (on: KafkaConnection, name: string, config: Record<string, string>) =>
    createTopics(on, [{ topic: on.name(name), partitions: 2, config }]);
  await make(connection, "clicks", { "retention.ms": "60000" });
  const findings = await ensureTopics(connection, settings);
  expect(findings.map(({ setting, fatal }) => [setting, fatal])).toEqual([
    ["retention.ms", false],
    ["message.timestamp.type", false],
  ]);
  const other = broker.connection();
  await make(other, "baskets", { "cleanup.policy": "compact" });
  await expect(ensureTopics(other, settings)).rejects.toMatchObject({
    code: "topic_unsuitable",
    retryable: false,
  });
});

test("an event's position is where it lies, keys go where Java's clients put them, and what is too large is said", async () => {
  const connection = await withTopics();
  const producer = new KafkaEventProducer(connection);
  const events = Array.from({ length: 2_500 }, (_, i) => ({
    key: i % 10 === 0 ? null : `user-${i % 97}`,
    value: bytes(`e${i}`),
  }));
  events[1_200] = { key: "big", value: new Uint8Array(1_100_000) };
  const sent = await producer.send("clicks", events);
  const found = await contents(connection, "clicks");
  expect(found.size).toBe(2_499);
  for (const [i, at] of sent.entries()) {
    if (i === 1_200) expect(at).toMatchObject({ ok: false, reason: "too_large" });
    else expect(at.ok && found.get(`${at.partition}/${at.offset}`)).toEqual([events[i]?.key ?? "", `e${i}`]);
  }
  // org.apache.kafka.common.utils.Utils.murmur2, as in Kafka's own tests, made positive, modulo 4.
  const known: Readonly<Record<string, number>> = {
    "21": -973932308,
    foobar: -790332482,
    "a-little-bit-long-string": -985981536,
  };
  const placed = await producer.send(
    "clicks",
    Object.keys(known).map((key) => ({ key, value: bytes("x") })),
  );
  expect(placed.map((at) => at.ok && at.partition)).toEqual(
    Object.values(known).map((hash) => (hash & 0x7fffffff) % 4),
  );
});

test("a batch of answers comes whole and in order, tombstones with their version, progress last", async () => {
  const connection = await withTopics();
  const publisher = new KafkaAnswerPublisher(connection, 4);
  const answers: Answer[] = Array.from({ length: 2_500 }, (_, i) => ({
    entity: `item/${i}`,
    value: i % 5 === 0 ? null : bytes(`${i}`),
  }));
  await publisher.publish("clicks", 6, answers, progressAt(41));
  const seen: string[] = [];
  const view = new Map<string, string | null>();
  const assembly = new AnswerAssembly(
    {
      changed: (_stream, _partition, entity, value) => view.set(entity, value === null ? null : text(value)),
      progressed: (stream, partition, { offset }) => seen.push(`${stream}/${partition}@${offset}`),
      reset: () => undefined,
    },
    (json) => JSON.parse(text(json)),
  );
  await replayTopic(connection, {
    topic: connection.name("answers"),
    onRecords: ({ partition, records }) => {
      expect(partition).toBe(2);
      for (const { key, value, headers } of records) {
        const message = decodeAnswer(text(key), value, text(headers[versionHeader]));
        if (message !== undefined) assembly.take(message);
      }
    },
  });
  expect(seen).toEqual(["clicks/6@41"]);
  expect(view).toEqual(
    new Map(answers.map(({ entity, value }) => [entity, value === null ? null : text(value)])),
  );
});

test("a dead letter keeps the original bytes, key and headers, and tells why; one too large is cut, not in the way", async () => {
  const connection = broker.connection();
  const topic = connection.name("dead-letters");
  await createTopics(connection, [{ topic, partitions: 4, config: { "max.message.bytes": "600000" } }]);
  const letter = {
    stream: "clicks",
    topic: "t.clicks",
    partition: 3,
    offset: 77,
    timestamp: 5,
    reason: "not_json",
    detail: "at byte 0",
  };
  const value = new Uint8Array([0xff, 0xfe, 0]);
  await new KafkaDeadLetterQueue(connection).send([
    { ...letter, key: bytes("k"), value, headers: { trace: bytes("abc") } },
    { ...letter, offset: 78, key: null, value: new Uint8Array(700_000).fill(7), headers: {} },
  ]);
  const letters: SourceBatch["records"][number][] = [];
  await replayTopic(connection, {
    topic: connection.name("dead-letters"),
    onRecords: ({ records }) => {
      letters.push(...records);
    },
  });
  const kept = letters.find(({ headers }) => text(headers.offset) === "77");
  expect([text(kept?.key), [...(kept?.value ?? [])]]).toEqual(["k", [255, 254, 0]]);
  expect(Object.fromEntries(Object.entries(kept?.headers ?? {}).map(([name, v]) => [name, text(v)]))).toEqual(
    {
      trace: "abc",
      reason: "not_json",
      stream: "clicks",
      topic: "t.clicks",
      partition: "3",
      offset: "77",
      error: "at byte 0",
    },
  );
  const cut = letters.find(({ headers }) => text(headers.offset) === "78");
  expect([cut?.value?.length, text(cut?.headers.cut)]).toEqual([262_144, "700000"]);
});

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
  const reader = await readTopic(connection, { ...into(all), from: "beginning" });
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
    expect(Date.now() - began).toBeLessThan(2_500);
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
