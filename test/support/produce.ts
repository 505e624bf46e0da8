import { ensureTopics, type KafkaConnection, topicPlans } from "@millrace/kafka";
import type { Producer } from "kafkajs";
import { until } from "./until.ts";

/** A record for a topic, as a producer elsewhere would send it. */
export interface Line {
  /** Name of the topic without the prefix. */
  readonly topic: string;
  readonly key: string | Uint8Array | null;
  readonly value: string | Uint8Array | null;
}

/** More makes the client slow: it groups the messages of a call in quadratic time. */
const LINES_PER_CALL = 500;
/** A batch of records has to stay below the 1 MiB that a broker takes. */
const BYTES_PER_CALL = 512 * 1024;

/** Makes Millrace's topics with four partitions a stream, as the stack would at its start. */
export const makeTopics = async (connection: KafkaConnection, recommenderPartitions = 1): Promise<void> => {
  await ensureTopics(connection, {
    partitions: 4,
    recommenderPartitions,
    replicationFactor: 1,
    retentionMs: -1,
  });
  // A new partition may be known before it takes records, and a call of which a part was refused is repeated whole:
  // that would put records into the log that no test knows of.
  for (const { name } of topicPlans) {
    const look = () => connection.admin("ends", (admin) => admin.fetchTopicOffsets(connection.name(name)));
    await until(`${name} takes records`, () => look().catch(() => undefined));
  }
};

const bufferOf = (part: string | Uint8Array | null): Buffer | null =>
  part === null ? null : Buffer.from(part);

/** Produces lines in their order, by key over the partitions; resolves when the broker has all. */
export const produce = async (
  connection: KafkaConnection,
  lines: readonly Line[],
  producer?: Producer,
): Promise<void> => {
  const through = producer ?? (await connection.producer());
  for (const some of calls(lines)) {
    for (const topic of new Set(some.map((line) => line.topic))) {
      const messages = some
        .filter((line) => line.topic === topic)
        .map(({ key, value }) => ({ key: bufferOf(key), value: bufferOf(value) }));
      await through.send({ topic: connection.name(topic), acks: -1, messages });
    }
  }
};

function* calls(lines: readonly Line[]): Iterable<readonly Line[]> {
  let call: Line[] = [];
  let bytes = 0;
  for (const line of lines) {
    const size = line.value?.length ?? 0;
    if (call.length === LINES_PER_CALL || (call.length > 0 && bytes + size > BYTES_PER_CALL)) {
      yield call;
      call = [];
      bytes = 0;
    }
    call.push(line);
    bytes += size;
  }
  if (call.length > 0) yield call;
}
