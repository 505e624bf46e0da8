import { decoderOf, partitionKey, type StreamName } from "@millrace/events";
import type { KafkaEventProducer } from "@millrace/kafka";
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
export interface EventDoor {
  /** Resolves when the broker has acknowledged. @throws {Trouble} broker_unavailable */
  publish(stream: StreamName, values: readonly Uint8Array[]): Promise<Published>;
}
