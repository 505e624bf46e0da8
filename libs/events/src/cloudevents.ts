import type { JsonObject } from "./definition.ts";
import { type Findings, kindOf } from "./findings.ts";
import { isAbsent } from "./read-fields.ts";
import { EVENT_VERSION, type EventRecord, VERSION_HEADER } from "./record.ts";
import { decodeUtf8 } from "./utf8.ts";

const SPEC_VERSION = "1.0";

/** What an envelope says about the event in it; used where the event itself has no such field. */
export interface Attributes {
  readonly id?: unknown;
  readonly time?: unknown;
}

/** An event out of its envelope, if it had one. */
export interface Opened {
  readonly data: JsonObject;
  readonly attributes: Attributes;
  /** JSON pointer of the event within the record's value. */
  readonly at: "" | "/data";
}

const asObject = (value: unknown, at: string, findings: Findings): JsonObject => {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  findings.fail("not_an_object", at, `expected an object, found ${kindOf(value)}`);
  return {};
};

/**
 * The event in a JSON value: itself, or the `data` of a CloudEvents 1.0 envelope (structured mode), which is known by its
 * `specversion`. The attributes `source` and `type` are not looked at: ids have to be unique within a stream.
 */
export const openEnvelope = (value: unknown, findings: Findings): Opened => {
  const object = asObject(value, "", findings);
  if (!Object.hasOwn(object, "specversion")) return { data: object, attributes: {}, at: "" };
  if (object.specversion !== SPEC_VERSION)
    findings.fail("unsupported_version", "/specversion", `only CloudEvents ${SPEC_VERSION} is read`);
  if (isAbsent(object.data)) findings.fail("missing_field", "/data", "an envelope needs JSON data");
  return {
    data: asObject(object.data, "/data", findings),
    attributes: { id: object.id, time: object.time },
    at: "/data",
  };
};

const headerText = (
  headers: EventRecord["headers"],
  name: string,
  findings: Findings,
): string | undefined => {
  const bytes = headers[name];
  if (bytes === undefined) return undefined;
  const text = decodeUtf8(bytes);
  if (text === undefined) findings.fail("bad_utf8", `header ${name}`, "not valid UTF-8");
  return text;
};

/** What a record's headers say: the event's version, and the attributes of CloudEvents' Kafka binary mode. */
export const readHeaders = (headers: EventRecord["headers"], findings: Findings): Attributes => {
  const version = headerText(headers, VERSION_HEADER, findings) ?? EVENT_VERSION;
  if (version !== EVENT_VERSION)
    findings.fail("unsupported_version", `header ${VERSION_HEADER}`, `only version ${EVENT_VERSION} is read`);
  const specVersion = headerText(headers, "ce_specversion", findings);
  if (specVersion === undefined) return {};
  if (specVersion !== SPEC_VERSION)
    findings.fail("unsupported_version", "header ce_specversion", `only CloudEvents ${SPEC_VERSION} is read`);
  return { id: headerText(headers, "ce_id", findings), time: headerText(headers, "ce_time", findings) };
};

/** The event with the envelope's id and time where it has none of its own; the same object when nothing is added. */
export const withAttributes = (event: JsonObject, { id, time }: Attributes): JsonObject =>
  isAbsent(id) && isAbsent(time) ? event : { ...event, id: event.id ?? id, time: event.time ?? time };
