import type { KafkaConnection } from "@millrace/kafka";
import { openKafka, prepareTopics } from "@millrace/runtime";
import { type Config, openJournal } from "@millrace/service";
import { findInstallation, requireBrokers } from "./installation.ts";

/**
 * Does something with the installation's Kafka and closes the connection. Without a running stack the topics that are
 * missing are made first, as the services would.
 *
 * @throws {CommandError} not_running @throws {Trouble} @throws what `use` throws
 */
export const withKafka = async <T>(
  config: Config,
  use: (kafka: KafkaConnection) => Promise<T>,
): Promise<T> => {
  const { running, brokers, prefix } = requireBrokers(await findInstallation(config), config);
  const found = { ...config, topicPrefix: prefix };
  // A person reads what a command says: what the client writes down meanwhile would say the same twice.
  const kafka = openKafka(
    found,
    brokers,
    openJournal(config.logLevel === "debug" ? "debug" : "silent", "cli"),
  );
  try {
    if (!running) await prepareTopics(found, kafka);
    return await use(kafka);
  } finally {
    await kafka.close();
  }
};
