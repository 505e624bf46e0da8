import type { KafkaConnection } from "@millrace/kafka";
import { sumOf } from "./metrics.ts";
import type { Stack } from "./stack.ts";
import { topicOf } from "./topologies.ts";
import { until } from "./until.ts";

/** Records of some streams that a stack's answers reflect; undefined while it does not answer. */
export const absorbedBy = async (stack: Stack, streams: readonly string[]): Promise<number | undefined> => {
  const samples = await stack.metrics().catch(() => undefined);
  if (samples === undefined) return undefined;
  return streams.reduce((sum, stream) => sum + sumOf(samples, "millrace_events_total", { stream }), 0);
};

/** Records in the topics of some streams. A broker that has just come back may not know its partitions yet. */
export const recordsIn = (connection: KafkaConnection, streams: readonly string[]): Promise<number> =>
  until("the ends of the topics", async () => {
    let sum = 0;
    for (const stream of streams) {
      const topic = connection.name(topicOf(stream));
      const ends = await connection
        .admin("ends", (admin) => admin.fetchTopicOffsets(topic))
        .catch(() => undefined);
      if (ends === undefined) return undefined;
      for (const { high } of ends) sum += Number(high);
    }
    return sum;
  });

/** Resolves when a stack's answers reflect all that is in the topics of some streams now. */
export const untilAbsorbed = async (
  stack: Stack,
  connection: KafkaConnection,
  streams: readonly string[],
  withinMs = 120_000,
): Promise<number> => {
  const records = await recordsIn(connection, streams);
  await until(
    `${records} records absorbed`,
    async () => (await absorbedBy(stack, streams)) === records,
    withinMs,
  );
  return records;
};
