import { KafkaSource } from "@millrace/kafka";
import { PartitionRunner, type Topology } from "@millrace/pipeline";
import type { Scope } from "@millrace/service";
import { pipelineSettings } from "./pipeline-settings.ts";
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
  await scope.start(
    stream,
    async () => {
      const source = new KafkaSource(world.kafka, {
        stream,
        topic: world.kafka.name(topic),
        generation,
        onHalt: (name, partition, error) => {
          world.partitions.halted(name, partition, error);
          world.metrics.set("partition_halted", { stream: name, partition: String(partition ?? "") }, 1);
        },
      });
      await source.start(async (log) => {
        const began = world.ports.clock.now();
        const runner = await PartitionRunner.open(topology, log, world.ports, settings, generation);
        world.partitions.opened(stream, log.partition);
        world.metrics.observe("restore_seconds", { stream }, (world.ports.clock.now() - began) / 1000);
        return runner;
      });
      return source;
    },
    (source) => source.stop(),
  );
};
