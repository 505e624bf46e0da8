import type { DeadLetter, DeadLetterQueue } from "@millrace/pipeline";
import type { IHeaders, Message } from "kafkajs";
import type { KafkaConnection } from "./connect.ts";
import { asTrouble } from "./trouble.ts";

/** What is kept of a value that the topic does not take whole: a letter must not stop the stream. */
const CUT_VALUE_BYTES = 256 * 1024;

/**
 * Keeps refused records on the dead-letters topic: the original bytes, key and headers, and in further headers
 * `reason`, `stream`, `partition`, `offset`, `topic` and `error`. Of a value too large for the topic only the beginning
 * is kept, and `cut` tells how many bytes it had.
 */
export class KafkaDeadLetterQueue implements DeadLetterQueue {
  readonly #connection: KafkaConnection;

  constructor(connection: KafkaConnection) {
    this.#connection = connection;
  }

  /** @throws {Trouble} */
  async send(letters: readonly DeadLetter[]): Promise<void> {
    const messages = letters.map((letter) => ({
      key: bufferOf(letter.key),
      value: bufferOf(letter.value),
      headers: headersOf(letter),
    }));
    try {
      await this.#connection.outbox.send(this.#connection.name("dead-letters"), messages, { shrink });
    } catch (error) {
      throw asTrouble(error, "dead letters");
    }
  }
}

const shrink = (message: Message): Message => {
  const value = Buffer.from(message.value ?? "");
  const headers = { ...message.headers, cut: String(value.length) };
  return { ...message, value: value.subarray(0, CUT_VALUE_BYTES), headers };
};

const headersOf = (letter: DeadLetter): IHeaders => {
  const headers: IHeaders = {};
  for (const [name, value] of Object.entries(letter.headers)) headers[name] = Buffer.from(value);
  return {
    ...headers,
    reason: letter.reason,
    stream: letter.stream,
    topic: letter.topic,
    partition: String(letter.partition),
    offset: String(letter.offset),
    error: letter.detail,
  };
};

const bufferOf = (bytes: Uint8Array | null): Buffer | null =>
  bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
