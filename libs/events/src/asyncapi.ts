import { defaultEventLimits, type EventLimits } from "./limits.ts";
import { reasons } from "./reason.ts";
import { EVENT_VERSION, VERSION_HEADER } from "./record.ts";
import {
  DEFAULT_TOPIC_PREFIX,
  definitions,
  eventSchema,
  type StreamName,
  streams,
  topicOf,
} from "./streams.ts";
import { toYaml, type YamlValue } from "./yaml.ts";

/** What the document depends on. */
export interface AsyncApiOptions {
  /** @default DEFAULT_TOPIC_PREFIX */
  readonly prefix?: string;
  /** @default defaultEventLimits */
  readonly limits?: EventLimits;
}

const KAFKA_BINDING = "0.5.0";

const INTRODUCTION = [
  "UTF-8 JSON over Kafka; the key decides the partition (murmur2, as the Java clients do).",
  "An absent field and null are the same; fields that are not listed are ignored; of a name given twice the last counts.",
  "Also read: the CloudEvents 1.0 JSON envelope (known by its `specversion`) and CloudEvents' Kafka binary mode (`ce_` headers);",
  "their id and time are used where the event has none. Lengths of text are counted in Unicode code points.",
].join(" ");

const HEADERS: YamlValue = {
  type: "object",
  properties: {
    [VERSION_HEADER]: {
      type: "string",
      const: EVENT_VERSION,
      description: "Version of the event's schema; absent is the same.",
    },
    ce_specversion: { type: "string", const: "1.0", description: "CloudEvents binary mode." },
    ce_id: { type: "string", description: "Stands in for an absent id." },
    ce_time: { type: "string", description: "Stands in for an absent time." },
  },
};

const ref = (path: string): YamlValue => ({ $ref: `#/${path}` });

const channel = (stream: StreamName, prefix: string): YamlValue => {
  const { about, keyRule, compacted } = definitions[stream];
  return {
    address: topicOf(stream, prefix),
    description: `${about} Key: ${keyRule}.`,
    messages: { [stream]: ref(`components/messages/${stream}`) },
    bindings: {
      kafka: {
        topicConfiguration: { "cleanup.policy": [compacted ? "compact" : "delete"] },
        bindingVersion: KAFKA_BINDING,
      },
    },
  };
};

const message = (stream: StreamName): YamlValue => ({
  name: stream,
  contentType: "application/json",
  headers: ref("components/schemas/eventHeaders"),
  payload: ref(`components/schemas/${stream}`),
  bindings: {
    kafka: {
      key: { type: "string", description: definitions[stream].keyRule },
      bindingVersion: KAFKA_BINDING,
    },
  },
  examples: [{ name: stream, payload: plain(definitions[stream].example) }],
});

/** A schema or example without what TypeBox keeps beside the JSON. */
const plain = (value: object): YamlValue => JSON.parse(JSON.stringify(value));

const deadLetter: YamlValue = {
  name: "deadLetter",
  description: "The original bytes and key of a refused event, its headers, and why it was refused.",
  contentType: "application/octet-stream",
  headers: {
    type: "object",
    required: ["reason", "stream", "partition", "offset", "error"],
    properties: {
      reason: {
        type: "string",
        enum: Object.keys(reasons),
        description: Object.entries(reasons)
          .map(([reason, meaning]) => `${reason}: ${meaning}`)
          .join("\n"),
      },
      stream: { type: "string", enum: streams },
      partition: { type: "string", pattern: "^\\d+$" },
      offset: { type: "string", pattern: "^\\d+$" },
      error: { type: "string", description: "What was wrong, and where, as a JSON pointer." },
    },
  },
};

const byStream = (make: (stream: StreamName) => YamlValue): Record<string, YamlValue> =>
  Object.fromEntries(streams.map((stream) => [stream, make(stream)]));

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The AsyncAPI 3.0 document of the event topics and the dead letters, as plain JSON values. */
export const asyncApi = ({
  prefix = DEFAULT_TOPIC_PREFIX,
  limits = defaultEventLimits,
}: AsyncApiOptions = {}): Readonly<Record<string, YamlValue>> => ({
  asyncapi: "3.0.0",
  info: {
    title: "Millrace events",
    version: `${EVENT_VERSION}.0.0`,
    description: INTRODUCTION,
    license: { name: "Apache-2.0" },
  },
  defaultContentType: "application/json",
  channels: {
    ...byStream((stream) => channel(stream, prefix)),
    deadLetters: {
      address: `${prefix}dead-letters`,
      description: "Events that were refused.",
      messages: { deadLetter: ref("components/messages/deadLetter") },
    },
  },
  operations: {
    ...Object.fromEntries(
      streams.map((stream) => [
        `read${capital(stream)}`,
        { action: "receive", channel: ref(`channels/${stream}`), summary: definitions[stream].about },
      ]),
    ),
    writeDeadLetters: {
      action: "send",
      channel: ref("channels/deadLetters"),
      summary: "What could not be read.",
    },
  },
  components: {
    messages: { ...byStream(message), deadLetter },
    schemas: { eventHeaders: HEADERS, ...byStream((stream) => plain(eventSchema(stream, limits))) },
  },
});

/** The same as YAML. The same options give the same text. */
export const asyncApiDocument = (options: AsyncApiOptions = {}): string => toYaml(asyncApi(options));
