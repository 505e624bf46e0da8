import { Trouble } from "@millrace/pipeline";
import type { ICustomPartitioner, Message, PartitionMetadata, Producer } from "kafkajs";
import { type KafkaConnection, partitioner } from "./connect.ts";
import { messageBytes, sendInOrder } from "./send.ts";
import { asTrouble } from "./trouble.ts";

/** An event to be published. */
export interface EventToSend {
  /** Decides the partition; null spreads. */
  readonly key: string | null;
  readonly value: Uint8Array;
  /** @default the key's */
  readonly partition?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What became of one event, in the order of the request. */
export type Sent =
  | { readonly ok: true; readonly topic: string; readonly partition: number; readonly offset: number }
  /** Larger than the broker takes; never sent. */
  | { readonly ok: false; readonly reason: "too_large"; readonly bytes: number };

/** Limits of an event producer. */
export interface EventProducerSettings {
  /** Largest event with key and headers, bytes. @default 1_000_000 */
  readonly eventBytesMax?: number;
  /** Longest wait for the broker's acknowledgement. @default 10_000 */
  readonly timeoutMs?: number;
}

/** Partition counts are asked for again after this long. */
const METADATA_MS = 60_000;

/** Publishes events for people and doors: tells where each one came to lie, and gives up in time. */
export class KafkaEventProducer {
  readonly #connection: KafkaConnection;
  readonly #eventBytesMax: number;
  readonly #timeoutMs: number;
  readonly #partitionOf: ReturnType<ICustomPartitioner> = partitioner();
  readonly #partitions = new Map<string, { readonly at: number; readonly metadata: PartitionMetadata[] }>();
  #producer: Promise<Producer> | undefined;

  constructor(connection: KafkaConnection, settings: EventProducerSettings = {}) {
    this.#connection = connection;
    this.#eventBytesMax = settings.eventBytesMax ?? 1_000_000;
    this.#timeoutMs = settings.timeoutMs ?? 10_000;
  }

  /**
   * Publishes events on a stream's topic, in order within a partition. Resolves when all replicas in sync have them.
   * @throws {Trouble} broker_unavailable within the time limit, after which the events may or may not have come
   *   through: whoever sends them again gives them the same ids.
   */
  async send(stream: string, events: readonly EventToSend[]): Promise<readonly Sent[]> {
    if (events.length === 0) return [];
    let expired = false;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        expired = true;
        const detail = `No acknowledgement within ${this.#timeoutMs} ms.`;
        reject(new Trouble("broker_unavailable", detail, { retryable: true }));
      }, this.#timeoutMs);
    });
    try {
      return await Promise.race([this.#send(stream, events, () => expired), limit]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(
    stream: string,
    events: readonly EventToSend[],
    expired: () => boolean,
  ): Promise<readonly Sent[]> {
    const topic = this.#connection.name(stream);
    try {
      const partitionMetadata = await this.#metadata(topic);
      const messages = events.map(({ key, value, headers, partition }): Message => {
        const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
        const message = { key, value: bytes, headers: { ...headers } };
        return {
          ...message,
          partition: partition ?? this.#partitionOf({ topic, partitionMetadata, message }),
        };
      });
      const offsets = new Map<Message, number>();
      const small = messages.filter((message) => messageBytes(message) <= this.#eventBytesMax);
      const producer = await this.#opened();
      if (expired()) return [];
      // A call of one partition fails or succeeds as a whole. Of several, the client would send all again where one
      // failed, and those that had come through would lie in the log twice.
      await Promise.all(
        [...byPartition(small).values()].map((part) => sendPart(producer, topic, part, offsets)),
      );
      return messages.map((message): Sent => {
        const offset = offsets.get(message);
        if (offset === undefined) return { ok: false, reason: "too_large", bytes: messageBytes(message) };
        return { ok: true, topic, partition: message.partition ?? 0, offset };
      });
    } catch (error) {
      this.#partitions.delete(topic);
      throw asTrouble(error, `events for ${topic}`);
    }
  }

  async #opened(): Promise<Producer> {
    this.#producer ??= this.#connection.openProducer(false);
    const opened = this.#producer;
    try {
      return await opened;
    } catch (error) {
      if (this.#producer === opened) this.#producer = undefined;
      throw error;
    }
  }

  async #metadata(topic: string): Promise<PartitionMetadata[]> {
    const now = this.#connection.clock.now();
    const known = this.#partitions.get(topic);
    if (known !== undefined && now - known.at < METADATA_MS) return known.metadata;
    const { topics } = await this.#connection.admin(`partitions of ${topic}`, (admin) =>
      admin.fetchTopicMetadata({ topics: [topic] }),
    );
    const metadata = topics.flatMap(({ partitions }) => partitions);
    this.#partitions.set(topic, { at: now, metadata });
    return metadata;
  }
}

const byPartition = (messages: readonly Message[]): ReadonlyMap<number, Message[]> => {
  const parts = new Map<number, Message[]>();
  for (const message of messages) {
    const partition = message.partition ?? 0;
    const part = parts.get(partition) ?? [];
    parts.set(partition, part);
    part.push(message);
  }
  return parts;
};

/** Sends the messages of one partition and notes where each came to lie. */
const sendPart = (
  producer: Producer,
  topic: string,
  part: readonly Message[],
  offsets: Map<Message, number>,
): Promise<void> =>
  sendInOrder(producer, topic, part, {
    shrink: () => undefined,
    onSent: (sent, [metadata]) => {
      const base = Number(metadata?.baseOffset);
      for (const [i, message] of sent.entries()) offsets.set(message, base + i);
    },
  });
