import { Trouble } from "@millrace/pipeline";
import type { KafkaConnection } from "./connect.ts";
import { asTrouble } from "./trouble.ts";

/** A topic to be made. */
export interface NewTopic {
  /** Full name. */
  readonly topic: string;
  readonly partitions: number;
  /** Copies of each partition. @default the broker's default */
  readonly replicationFactor?: number;
  /** By Kafka's names. */
  readonly config?: Readonly<Record<string, string>>;
}

const POLL_MS = 50;
const READY_MS = 15_000;

/**
 * Makes the topics that are not there and waits until each partition has a leader. Another process may make the same
 * ones at the same time. The client's own wait gives up while a broker has not heard of the new topic yet.
 * @throws {Trouble} broker_unavailable, broker_refused
 */
export const createTopics = async (
  connection: KafkaConnection,
  topics: readonly NewTopic[],
): Promise<void> => {
  const given = topics.map(({ topic, partitions, replicationFactor, config = {} }) => ({
    topic,
    numPartitions: partitions,
    ...(replicationFactor === undefined ? {} : { replicationFactor }),
    configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
  }));
  await connection.admin("creation of topics", (admin) =>
    admin.createTopics({ topics: given, waitForLeaders: false }),
  );
  const { clock } = connection;
  const deadline = clock.now() + READY_MS;
  let missing: unknown;
  while (clock.now() < deadline) {
    missing = await unready(connection, topics);
    if (missing === undefined) return;
    await clock.sleep(POLL_MS);
  }
  throw asTrouble(missing, "creation of topics");
};

/** Why the topics cannot be used yet, if they cannot. */
const unready = async (connection: KafkaConnection, topics: readonly NewTopic[]): Promise<unknown> => {
  try {
    const found = await connection.admin("new topics", (admin) =>
      admin.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) }),
    );
    const led = (name: string): number =>
      found.topics.find((t) => t.name === name)?.partitions.filter(({ leader }) => leader >= 0).length ?? 0;
    const waiting = topics.find(({ topic }) => led(topic) === 0);
    if (waiting === undefined) {
      // A leader may be named before it takes records, and the client repeats a call of which a part was refused as a
      // whole: asking each partition for its ends is what only a working leader answers.
      for (const { topic } of topics)
        await connection.admin("new topics", (admin) => admin.fetchTopicOffsets(topic));
      return undefined;
    }
    return new Trouble("broker_unavailable", `${waiting.topic} has no leader yet.`, { retryable: true });
  } catch (error) {
    if (error instanceof Trouble && !error.retryable) throw error;
    return error;
  }
};
