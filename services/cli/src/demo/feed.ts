import { createDecoder, partitionKey, type StreamName } from "@millrace/events";
import type { EventToSend, KafkaEventProducer } from "@millrace/kafka";

const BATCH = 1_000;

/** Feeds one stream from its lines: all at once, or some at a time. */
export class StreamFeed {
  readonly stream: StreamName;
  readonly #producer: KafkaEventProducer;
  readonly #lines: AsyncIterator<string>;
  readonly #keyOf: (value: Uint8Array) => { readonly key: string; readonly ends: boolean } | null;
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

  /** Key of the last event sent that does not end its session; empty before the first. */
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
      const found = this.#keyOf(bytes);
      if (found !== null && !found.ends) this.#lastKey = found.key;
      batch.push({ key: found?.key ?? null, value: bytes });
    }
    return batch;
  }
}

/** The key of an event's line, and whether it ends a session; null for a line that is no event. */
const keyReader = <S extends StreamName>(stream: S) => {
  const decoder = createDecoder(stream);
  return (value: Uint8Array): { readonly key: string; readonly ends: boolean } | null => {
    const decoded = decoder.decode({ key: null, value, headers: {}, timestamp: Number.MAX_SAFE_INTEGER });
    if (!decoded.ok) return null;
    const ends = "action" in decoded.event && decoded.event.action === "exit";
    return { key: partitionKey(stream, decoded.event), ends };
  };
};
