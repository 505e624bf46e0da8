import { ensureTopics, type KafkaConnection, type TopicPlan } from "@millrace/kafka";
import type { Producer } from "kafkajs";

/** A record for a topic, as a producer elsewhere would send it. */
export interface Line {
  /** Name of the topic without the prefix. */
  readonly topic: string;
  readonly key: string | Uint8Array | null;
  readonly value: string | Uint8Array | null;
}

/** More makes the client slow: it groups the messages of a call in quadratic time. */
const LINES_PER_CALL = 500;

/** Makes Millrace's topics with four partitions a stream, as the stack would at its start. */
export const makeTopics = async (connection: KafkaConnection, plans?: readonly TopicPlan[]): Promise<void> => {
  await ensureTopics(connection, { partitions: 4, replicationFactor: 1, retentionMs: -1 }, plans);
};

const bufferOf = (part: string | Uint8Array | null): Buffer | null => (part === null ? null : Buffer.from(part));

/** Produces lines in their order, by key over the partitions; resolves when the broker has all. */
export const produce = async (
  connection: KafkaConnection,
  lines: readonly Line[],
  producer?: Producer,
): Promise<void> => {
  const through = producer ?? (await connection.producer());
  for (let at = 0; at < lines.length; at += LINES_PER_CALL) {
    const some = lines.slice(at, at + LINES_PER_CALL);
    for (const topic of new Set(some.map((line) => line.topic))) {
      const messages = some
        .filter((line) => line.topic === topic)
        .map(({ key, value }) => ({ key: bufferOf(key), value: bufferOf(value) }));
      await through.send({ topic: connection.name(topic), acks: -1, messages });
    }
  }
};
