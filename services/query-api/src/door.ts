import { createDecoder, type DecoderOptions, partitionKey, type StreamName } from "@millrace/events";
import type { KafkaEventProducer } from "@millrace/kafka";
import type { Clock } from "@millrace/pipeline";
import type { Place } from "./view/progress.ts";

/** An event that was not taken, by its place in the request. */
export interface Refused {
  readonly index: number;
  readonly reason: string;
  readonly detail: string;
}

/** What became of a request's events. */
export interface Published {
  readonly places: readonly Place[];
  readonly rejected: readonly Refused[];
}

/** Checks events as the services will, so that a producer hears at once what is wrong, and gives them to the broker. */
export class EventDoor {
  readonly #producer: KafkaEventProducer;
  readonly #optionsOf: (stream: StreamName) => DecoderOptions;
  readonly #clock: Clock;

  /** @param optionsOf how each stream's records are read. */
  constructor(producer: KafkaEventProducer, optionsOf: (stream: StreamName) => DecoderOptions, clock: Clock) {
    this.#producer = producer;
    this.#optionsOf = optionsOf;
    this.#clock = clock;
  }

  /** Resolves when the broker has acknowledged. @throws {Trouble} broker_unavailable */
  async publish(stream: StreamName, values: readonly Uint8Array[]): Promise<Published> {
    const decoder = createDecoder(stream, this.#optionsOf(stream));
    const rejected: Refused[] = [];
    const accepted: { readonly index: number; readonly key: string; readonly value: Uint8Array }[] = [];
    for (const [index, value] of values.entries()) {
      const decoded = decoder.decode({ key: null, value, headers: {}, timestamp: this.#clock.now() });
      if (decoded.ok) accepted.push({ index, key: partitionKey(stream, decoded.event), value });
      else rejected.push({ index, reason: decoded.reason, detail: decoded.detail });
    }
    const sent = await this.#producer.send(stream, accepted);
    const places: Place[] = [];
    for (const [i, result] of sent.entries()) {
      const index = accepted[i]?.index ?? 0;
      if (result.ok) places.push({ stream, partition: result.partition, offset: result.offset });
      else
        rejected.push({
          index,
          reason: result.reason,
          detail: `${result.bytes} bytes are more than the broker takes`,
        });
    }
    return { places, rejected: rejected.sort((a, b) => a.index - b.index) };
  }
}
