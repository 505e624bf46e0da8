import { isStreamName, partitionKey } from "@millrace/events";
import { partitionOfKey } from "@millrace/kafka";
import type { Journal, Topology } from "@millrace/pipeline";
import type { Metrics } from "@millrace/service";

/** Whose records are looked at. */
export interface Placed {
  readonly partition: number;
  /** Of the stream's topic. */
  readonly partitions: number;
  readonly metrics: Metrics;
  readonly journal: Journal;
}

/**
 * Counts the records that lie in another partition than the one that their event's key names, and says so once: a
 * producer with another partitioner (librdkafka's default, round robin) divides what is known of one entity among
 * several owners. The events are absorbed all the same. Events must decode to the stream's own form.
 */
export const placementChecked = <E>(topology: Topology<E>, placed: Placed): Topology<E> => {
  const { stream } = topology;
  const { partition, partitions, metrics, journal } = placed;
  if (!isStreamName(stream) || partitions <= 1) return topology;
  const keyOf = partitionKey as (stream: string, event: E) => string;
  let told = false;
  return {
    ...topology,
    decode: (record) => {
      const decoded = topology.decode(record);
      if (!decoded.ok || partitionOfKey(keyOf(stream, decoded.event), partitions) === partition)
        return decoded;
      metrics.count("misplaced_records_total", { stream, partition: String(partition) });
      if (!told) {
        told = true;
        const advice = "Send with the event's key and the partitioner murmur2; see docs/producing.md.";
        journal.warn("records_misplaced", { stream, partition, offset: record.offset ?? -1, advice });
      }
      return decoded;
    },
  };
};
