import {
  type Answer,
  type AnswerPublisher,
  answerKey,
  encodeAnswer,
  type Progress,
  progressEntity,
  versionHeader,
  versionText,
} from "@millrace/pipeline";
import type { Message } from "kafkajs";
import type { KafkaConnection } from "./connect.ts";
import { asTrouble } from "./trouble.ts";

/** Publishes on the answers topic: a source partition's answers always on the same partition, progress last. */
export class KafkaAnswerPublisher implements AnswerPublisher {
  readonly #connection: KafkaConnection;
  readonly #topic: string;
  readonly #partitions: number;

  /** @param partitions of the answers topic. */
  constructor(connection: KafkaConnection, partitions: number) {
    this.#connection = connection;
    this.#topic = connection.name("answers");
    this.#partitions = partitions;
  }

  /** Delivered at least once; a batch of which only a part came is not shown by readers. @throws {Trouble} */
  async publish(
    stream: string,
    partition: number,
    answers: readonly Answer[],
    progress: Progress,
  ): Promise<void> {
    const { generation, offset } = progress;
    const to = partition % this.#partitions;
    const message = ({ entity, value, lags }: Answer): Message => {
      const encoded = encodeAnswer(generation, offset, value, lags);
      const key = answerKey(stream, partition, entity);
      return encoded === null
        ? { key, partition: to, value: null, headers: { [versionHeader]: versionText(generation, offset) } }
        : { key, partition: to, value: Buffer.from(encoded.buffer, encoded.byteOffset, encoded.length) };
    };
    const messages = answers.map(message);
    messages.push(message({ entity: progressEntity, value: Buffer.from(JSON.stringify(progress)) }));
    try {
      await this.#connection.outbox.send(this.#topic, messages);
    } catch (error) {
      throw asTrouble(error, `answers of ${stream} partition ${partition}`);
    }
  }
}
