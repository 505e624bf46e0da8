import { type Attributes, openEnvelope, readHeaders, withAttributes } from "./cloudevents.ts";
import type { JsonObject, ReadContext, StreamDefinition } from "./definition.ts";
import { Findings } from "./findings.ts";
import { defaultEventLimits, type EventLimits } from "./limits.ts";
import type { FieldMapping } from "./mapping.ts";
import { parseValue } from "./parse.ts";
import { PLAIN_DEPTH_MAX, PlainReader } from "./plain-reader.ts";
import type { Decoded } from "./reason.ts";
import type { EventRecord } from "./record.ts";
import { definitions, type EventByStream, type StreamName } from "./streams.ts";
import { inspect } from "./structure.ts";
import { decodeUtf8 } from "./utf8.ts";

/** How a stream's records are to be read. */
export interface DecoderOptions {
  /** @default defaultEventLimits */
  readonly limits?: EventLimits;
  /** Where the topic keeps the fields. @default under their own names */
  readonly mapping?: FieldMapping | undefined;
}

/** Reads the events of one stream. Never throws, whatever the bytes. */
export interface EventDecoder<T> {
  /** The event that a record holds. About 2 µs for a basket of 200 bytes; at most linear in the value's size. */
  readonly decode: (record: EventRecord) => Decoded<T>;
  /** The event in JSON that was parsed elsewhere (a request's body), as if it were appended at `nowMs`. */
  readonly decodeJson: (value: unknown, nowMs: number) => Decoded<T>;
}

/** The decoder of a stream, with the checks and the order of checks that `reasons` lists. */
export const createDecoder = <S extends StreamName>(
  stream: S,
  { limits = defaultEventLimits, mapping }: DecoderOptions = {},
): EventDecoder<EventByStream[S]> => {
  const definition: StreamDefinition<EventByStream[S]> = definitions[stream];
  const usePlain = mapping === undefined && limits.depthMax >= PLAIN_DEPTH_MAX;
  const plainReader = usePlain && definition.plain ? new PlainReader(definition.plain) : undefined;

  const readPlain = (
    source: JsonObject,
    headers: Attributes,
    context: ReadContext,
  ): Decoded<EventByStream[S]> => {
    const event = definition.read(withAttributes(source, headers), context);
    return context.findings.refusal() ?? { ok: true, event };
  };

  const readEvent = (
    value: unknown,
    headers: Attributes,
    context: ReadContext,
  ): Decoded<EventByStream[S]> => {
    const { findings } = context;
    const { data, attributes, at } = openEnvelope(value, findings);
    const early = findings.refusal();
    if (early) return early;
    const mapped = mapping ? mapping.apply(data) : data;
    const event = definition.read(withAttributes(withAttributes(mapped, attributes), headers), context);
    const refusal = findings.refusal((pointer) => at + (mapping ? mapping.locate(pointer) : pointer));
    return refusal ?? { ok: true, event };
  };

  const readTombstone = (key: Uint8Array | null, context: ReadContext): Decoded<EventByStream[S]> => {
    const { findings } = context;
    const named = key === null ? undefined : decodeUtf8(key);
    if (key === null || !definition.tombstone) findings.fail("null_value", "", "the record has no value");
    else if (named === undefined) findings.fail("bad_utf8", "key", "not valid UTF-8");
    const event = definition.tombstone?.(named ?? "", context);
    const refusal = findings.refusal();
    if (refusal) return refusal;
    if (event === undefined) throw new Error("a record without a value was neither refused nor read");
    return { ok: true, event };
  };

  return {
    decode: (record) => {
      // Once each: a record may make them when it is asked.
      const { value, headers } = record;
      const context: ReadContext = { findings: new Findings(), limits, appendMs: record.timestamp };
      if (value === null) return readTombstone(record.key, context);
      const attributes = readHeaders(headers, context.findings);
      if (context.findings.reason === null && value.length <= limits.recordBytesMax) {
        const plain = plainReader?.read(value);
        if (plain !== undefined) return readPlain(plain, attributes, context);
      }
      const parsed =
        context.findings.reason === null ? parseValue(value, limits, context.findings) : undefined;
      return context.findings.refusal() ?? readEvent(parsed, attributes, context);
    },
    decodeJson: (value, nowMs) => {
      const context: ReadContext = { findings: new Findings(), limits, appendMs: nowMs };
      inspect(value, limits.depthMax, context.findings);
      return context.findings.refusal() ?? readEvent(value, {}, context);
    },
  };
};
