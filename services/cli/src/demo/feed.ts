import { createDecoder, partitionKey, type StreamName } from "@millrace/events";
import type { EventToSend, KafkaEventProducer } from "@millrace/kafka";

const BATCH = 1_000;

/** Feeds one stream from its lines: all at once, or some at a time. */
export class StreamFeed {
  readonly stream: StreamName;
  readonly #producer: KafkaEventProducer;
  readonly #lines: AsyncIterator<string>;
  readonly #keyOf: (value: Uint8Array) => string | null;
  #sent = 0;
  #done = false;
  #lastKey = "";

  constructor(stream: StreamName, producer: KafkaEventProducer, lines: AsyncIterable<string>) {
    this.stream = stream;
    this.#producer = producer;
    this.#lines = lines[Symbol.asyncIterator]();
    this.#keyOf = keyReader(stream);
  }

  /** Events that the broker has acknowledged. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether all lines were sent. */
  get done(): boolean {
    return this.#done;
  }

  /** Key of the last event sent; empty before the first. */
  get lastKey(): string {
    return this.#lastKey;
  }

  /** Sends the next lines, at most `most`. @throws {Trouble} */
  async send(most: number): Promise<void> {
    for (let left = most; left > 0 && !this.#done; ) {
      const batch = await this.#take(Math.min(left, BATCH));
      left -= batch.length;
      const sent = await this.#producer.send(this.stream, batch);
      this.#sent += sent.filter((one) => one.ok).length;
    }
  }

  async #take(most: number): Promise<EventToSend[]> {
    const batch: EventToSend[] = [];
    while (batch.length < most) {
      const { value, done } = await this.#lines.next();
      if (done === true) {
        this.#done = true;
        break;
      }
      const bytes = Buffer.from(value);
      const key = this.#keyOf(bytes);
      this.#lastKey = key ?? this.#lastKey;
      batch.push({ key, value: bytes });
    }
    return batch;
  }
}

/** The key of an event's line; none for a line that is no event. */
const keyReader = <S extends StreamName>(stream: S): ((value: Uint8Array) => string | null) => {
  const decoder = createDecoder(stream);
  return (value) => {
    const decoded = decoder.decode({ key: null, value, headers: {}, timestamp: Number.MAX_SAFE_INTEGER });
    return decoded.ok ? partitionKey(stream, decoded.event) : null;
  };
};
