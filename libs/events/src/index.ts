export { type AsyncApiOptions, asyncApi, asyncApiDocument } from "./asyncapi.ts";
export type { BasketEvent, BasketItem } from "./basket.ts";
export type { ClickEvent } from "./click.ts";
export { createDecoder, type DecoderOptions, type EventDecoder } from "./decoder.ts";
export { encodeEvent } from "./encode.ts";
export {
  decodeInteraction,
  encodeInteraction,
  forgetInteraction,
  type Interaction,
  interactionsTopic,
} from "./interaction.ts";
export type { ItemEvent } from "./item.ts";
export { defaultEventLimits, type EventLimits, eventLimitSpecs } from "./limits.ts";
export { type DecodedMapping, decodeMapping, type FieldMapping } from "./mapping.ts";
export type { ReadingEvent } from "./reading.ts";
export { type Decoded, type Reason, type Refusal, reasons } from "./reason.ts";
export { EVENT_VERSION, type EventRecord, VERSION_HEADER } from "./record.ts";
export type { ReviewEvent } from "./review.ts";
export {
  DEFAULT_TOPIC_PREFIX,
  type EventByStream,
  eventSchema,
  isStreamName,
  partitionKey,
  type StreamName,
  streams,
  topicOf,
} from "./streams.ts";
export { parseRfc3339 } from "./time.ts";
