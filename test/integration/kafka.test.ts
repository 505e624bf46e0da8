import { createTopics, KafkaSource } from "@millrace/kafka";
import { sourceContract } from "../contract/source.ts";
import { useBroker } from "../support/kafka.ts";

const broker = useBroker();

sourceContract("kafka", async () => {
  const connection = broker.connection();
  const topic = connection.name("test");
  const groupId = connection.name("test.g0");
  await createTopics(connection, [{ topic, partitions: 4 }]);
  const producer = await connection.openProducer();
  return {
    topic,
    append: async (partition, values) => {
      await producer.send({ topic, messages: values.map((value) => ({ partition, value })) });
    },
    // A connection of its own each, as a process would have.
    member: ({ onHalt }) =>
      new KafkaSource(broker.connection(connection.prefix), { stream: "test", generation: 0, onHalt }),
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
