import { MemoryBroker, MemorySource } from "@millrace/pipeline/memory";
import { sourceContract } from "./source.ts";

sourceContract("memory", async () => {
  const broker = new MemoryBroker();
  const topic = "millrace.test";
  const groupId = "millrace.test.g0";
  const bytes = new TextEncoder();
  return {
    topic,
    append: async (partition, values) => {
      broker.append(
        topic,
        partition,
        values.map((value) => ({ value: bytes.encode(value) })),
      );
    },
    member: ({ onHalt }) => new MemorySource({ broker, stream: "test", topic, groupId, onHalt }),
    committed: async (partition) => broker.committed(groupId, topic, partition),
    tick: async (source) => {
      if (source instanceof MemorySource) await source.tick();
    },
  };
});
