import type { TObject } from "typebox";
import { type BasketEvent, basketStream } from "./basket.ts";
import { type ClickEvent, clickStream } from "./click.ts";
import type { StreamDefinition } from "./definition.ts";
import { type ItemEvent, itemStream } from "./item.ts";
import { defaultEventLimits, type EventLimits } from "./limits.ts";
import { type ReadingEvent, readingStream } from "./reading.ts";
import { type ReviewEvent, reviewStream } from "./review.ts";

/** The decoded event of each stream. */
export interface EventByStream {
  readonly clicks: ClickEvent;
  readonly baskets: BasketEvent;
  readonly reviews: ReviewEvent;
  readonly readings: ReadingEvent;
  readonly items: ItemEvent;
}

/** Name of a stream of events. */
export type StreamName = keyof EventByStream;

/** What is known about each stream's events. */
export const definitions: { readonly [S in StreamName]: StreamDefinition<EventByStream[S]> } = {
  clicks: clickStream,
  baskets: basketStream,
  reviews: reviewStream,
  readings: readingStream,
  items: itemStream,
};

/** All streams, in the order of the documents. */
export const streams: readonly StreamName[] = ["clicks", "baskets", "reviews", "readings", "items"];

/** Whether a text names a stream. */
export const isStreamName = (text: string): text is StreamName => streams.some((stream) => stream === text);

/** What topics are called before the stream's name, unless set otherwise. */
export const DEFAULT_TOPIC_PREFIX = "millrace.";

/** The Kafka topic of a stream. */
export const topicOf = (stream: StreamName, prefix: string = DEFAULT_TOPIC_PREFIX): string =>
  `${prefix}${stream}`;

/** The Kafka key that puts an event on the partition that owns its state. */
export const partitionKey = <S extends StreamName>(stream: S, event: EventByStream[S]): string => {
  const definition: StreamDefinition<EventByStream[S]> = definitions[stream];
  return definition.key(event);
};

/** JSON Schema (2020-12) of a stream's event on the wire, as a TypeBox type; a fresh value. */
export const eventSchema = (stream: StreamName, limits: EventLimits = defaultEventLimits): TObject =>
  definitions[stream].schema(limits);
