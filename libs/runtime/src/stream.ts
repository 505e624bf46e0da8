import { KafkaSource } from "@millrace/kafka";
import { PartitionRunner, type Topology } from "@millrace/pipeline";
import type { Scope } from "@millrace/service";
import { pipelineSettings } from "./pipeline-settings.ts";
import { placementChecked } from "./placement.ts";
import type { World } from "./world.ts";

/**
 * Runs a topology over its topic in this process's share of the consumer group, until `scope` is stopped.
 * @param topic name without the prefix.
 */
export const startStream = async <E>(
  world: World,
  scope: Scope,
  topology: Topology<E>,
  topic: string,
): Promise<void> => {
  const { stream } = topology;
  const settings = pipelineSettings(world.config);
  const generation = await world.store.generation(stream);
  const { metrics, journal, kafka, partitions: board } = world;
  await scope.start(
    stream,
    async () => {
      const full = kafka.name(topic);
      const ends = await kafka.admin(`partitions of ${full}`, (admin) => admin.fetchTopicOffsets(full));
      const source = new KafkaSource(kafka, {
        stream,
        topic: full,
        generation,
        onHalt: (name, partition, error) => {
          board.halted(name, partition, error);
          metrics.set("partition_halted", { stream: name, partition: String(partition ?? "") }, 1);
        },
      });
      await source.start(async (log) => {
        const began = world.ports.clock.now();
        const { partition } = log;
        const labels = { stream, partition: String(partition) };
        const placed = { partition, partitions: ends.length, metrics, journal };
        const checked = placementChecked(topology, placed);
        metrics.set("partition_restoring", labels, 1);
        try {
          const runner = await PartitionRunner.open(checked, log, world.ports, settings, generation);
          board.opened(stream, partition);
          metrics.observe("restore_seconds", { stream }, (world.ports.clock.now() - began) / 1000);
          return runner;
        } finally {
          metrics.set("partition_restoring", labels, 0);
        }
      });
      return source;
    },
    (source) => source.stop(),
  );
};
