import type { Forward, Forwarder } from "@millrace/pipeline";
import type { Message } from "kafkajs";
import type { KafkaConnection } from "./connect.ts";
import { asTrouble } from "./trouble.ts";

/** Puts records on internal topics, named without the prefix; the key decides the partition. */
export class KafkaForwarder implements Forwarder {
  readonly #connection: KafkaConnection;

  constructor(connection: KafkaConnection) {
    this.#connection = connection;
  }

  /** @throws {Trouble} */
  async send(records: readonly Forward[]): Promise<void> {
    const byTopic = new Map<string, Message[]>();
    for (const { topic, key, value } of records) {
      const messages = byTopic.get(topic) ?? [];
      byTopic.set(topic, messages);
      messages.push({ key, value: Buffer.from(value.buffer, value.byteOffset, value.length) });
    }
    for (const [topic, messages] of byTopic) {
      try {
        await this.#connection.outbox.send(this.#connection.name(topic), messages);
      } catch (error) {
        throw asTrouble(error, `records for ${topic}`);
      }
    }
  }
}
