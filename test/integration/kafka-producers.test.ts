import {
  createTopics,
  ensureTopics,
  KafkaAnswerPublisher,
  type KafkaConnection,
  KafkaDeadLetterQueue,
  KafkaEventProducer,
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
import { expect, test } from "vitest";
import { useBroker } from "../support/kafka.ts";
import { bytes, contents, text } from "../support/topic-contents.ts";

const broker = useBroker();
const settings = { partitions: 4, replicationFactor: 1, retentionMs: 7 * 86_400_000 };

const withTopics = async (): Promise<KafkaConnection> => {
  const connection = broker.connection();
  expect(await ensureTopics(connection, settings)).toEqual([]);
  return connection;
};

const progressAt = (offset: number): Progress => ({
  generation: 3,
  offset,
  highWatermark: offset + 1,
  eventTime: 0,
  appended: [],
  outcomes: {},
  deadLetters: {},
  status: { sizes: {}, weights: {}, globals: {} },
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
