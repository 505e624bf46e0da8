import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KafkaConnection, KafkaSource } from "@millrace/kafka";
import { type Broker, startBroker } from "@millrace/local";
import { afterAll, beforeAll, describe } from "vitest";
import { sourceContract } from "../contract/source.ts";
import { testConnection } from "../support/kafka.ts";

let dataDir: string;
let broker: Broker;
const connections: KafkaConnection[] = [];
let prefixes = 0;

const connected = (prefix: string): KafkaConnection => {
  const { connection } = testConnection(broker.brokers, prefix);
  connections.push(connection);
  return connection;
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "millrace-kafka-"));
  broker = await startBroker({ dataDir });
});

afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await broker?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe("on a real broker", () => {
  sourceContract("kafka", async () => {
    const prefix = `t${++prefixes}.`;
    const connection = connected(prefix);
    const topic = connection.name("test");
    await connection.admin("create", (admin) =>
      admin.createTopics({ topics: [{ topic, numPartitions: 4 }], waitForLeaders: true }),
    );
    const producer = await connection.openProducer();
    const groupId = connection.name("test.g0");
    return {
      topic,
      append: async (partition, values) => {
        await producer.send({ topic, messages: values.map((value) => ({ partition, value })) });
      },
      member: ({ onHalt }) => new KafkaSource(connected(prefix), { stream: "test", generation: 0, onHalt }),
      committed: async (partition) => {
        const [found] = await connection.admin("committed", (admin) =>
          admin.fetchOffsets({ groupId, topics: [topic] }),
        );
        const offset = Number(found?.partitions.find((p) => p.partition === partition)?.offset ?? -1);
        return offset < 0 ? undefined : offset;
      },
      tick: async () => undefined,
    };
  });
});
