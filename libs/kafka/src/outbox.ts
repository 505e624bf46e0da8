import type { Message, Producer } from "kafkajs";
import { calls, messageBytes, type SendOptions, sendCall } from "./send.ts";
import { isTooLarge } from "./trouble.ts";

/** Together below a broker's default `message.max.bytes`, and what the client, quadratic in them, groups fast. */
const GROUP_BYTES_MAX = 512 * 1024;
const GROUP_MESSAGES_MAX = 1_000;

interface Waiting {
  readonly topic: string;
  readonly messages: readonly Message[];
  readonly options: SendOptions;
  readonly bytes: number;
  done(): void;
  failed(error: unknown): void;
}

/**
 * Group commit for producers that share a process: one request is under way, and whatever is asked for meanwhile goes
 * together in the next one. A lone record leaves at once; a process with many partitions pays for a round trip per
 * group and not per partition. Each caller's records keep their order, and each caller learns of its own failure.
 */
export class Outbox {
  readonly #producer: () => Promise<Producer>;
  #waiting: Waiting[] = [];
  #busy = false;

  /** @param producer one request at a time is all that it is asked for. */
  constructor(producer: () => Promise<Producer>) {
    this.#producer = producer;
  }

  /** Resolves when all replicas in sync have the records. @throws what the client throws */
  async send(topic: string, messages: readonly Message[], options: SendOptions = {}): Promise<void> {
    for (const call of calls(messages)) await this.#add(topic, call, options);
  }

  #add(topic: string, messages: readonly Message[], options: SendOptions): Promise<void> {
    const bytes = messages.reduce((sum, message) => sum + messageBytes(message), 0);
    return new Promise((done, failed) => {
      this.#waiting.push({ topic, messages, options, bytes, done, failed });
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) await this.#sendGroup(this.#nextGroup());
    this.#busy = false;
  }

  #nextGroup(): readonly Waiting[] {
    let bytes = 0;
    let messages = 0;
    let taken = 0;
    for (const waiting of this.#waiting) {
      bytes += waiting.bytes;
      messages += waiting.messages.length;
      if (taken > 0 && (bytes > GROUP_BYTES_MAX || messages > GROUP_MESSAGES_MAX)) break;
      taken++;
    }
    const group = this.#waiting.slice(0, taken);
    this.#waiting = this.#waiting.slice(taken);
    return group;
  }

  async #sendGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const producer = await this.#producer();
      try {
        const topicMessages = group.map(({ topic, messages }) => ({ topic, messages: [...messages] }));
        const metadata = await producer.sendBatch({ topicMessages, acks: -1 });
        for (const { topic, messages, options } of group)
          options.onSent?.(
            messages,
            metadata.filter(({ topicName }) => topicName === topic),
          );
      } catch (error) {
        // One record that is too large must not take the others with it.
        if (!isTooLarge(error)) throw error;
        for (const waiting of group) await sendAlone(producer, waiting);
        return;
      }
      for (const { done } of group) done();
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  }
}

const sendAlone = async (
  producer: Producer,
  { topic, messages, options, done, failed }: Waiting,
): Promise<void> => {
  try {
    await sendCall(producer, topic, messages, options);
    done();
  } catch (error) {
    failed(error);
  }
};
