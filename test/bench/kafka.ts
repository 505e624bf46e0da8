import { join } from "node:path";
import { connect, type KafkaConnection } from "@millrace/kafka";
import { startBroker } from "@millrace/local";
import { MemoryJournal } from "@millrace/pipeline/memory";
import { systemClock } from "@millrace/service";
import { newFolder, removeFolder } from "../support/folder.ts";

/** A connection for a measuring program. */
export const benchConnection = (brokers: string, prefix: string): KafkaConnection =>
  connect({
    brokers: [brokers],
    clientId: "bench",
    prefix,
    journal: new MemoryJournal(),
    clock: systemClock,
  });

/** A broker of the benchmark's own, with a connection for each prefix. */
export interface BenchKafka {
  readonly brokers: string;
  /** Topics and groups of one measurement begin with their own prefix. */
  connection(prefix: string): KafkaConnection;
}

/** Runs work with a broker whose data go when the work is done. */
export const withKafka = async <T>(work: (kafka: BenchKafka) => Promise<T>): Promise<T> => {
  const folder = await newFolder("bench");
  const broker = await startBroker({ dataDir: join(folder, "kafka") });
  const connections = new Map<string, KafkaConnection>();
  try {
    return await work({
      brokers: broker.brokers,
      connection: (prefix) => {
        const known = connections.get(prefix) ?? benchConnection(broker.brokers, prefix);
        connections.set(prefix, known);
        return known;
      },
    });
  } finally {
    await Promise.all([...connections.values()].map((connection) => connection.close()));
    await broker.stop();
    await removeFolder(folder);
  }
};
