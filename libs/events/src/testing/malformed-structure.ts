import type { EventLimits } from "../limits.ts";
import { type MalformedEvent, malformed, withRaw } from "./malformed-event.ts";

type Event = Readonly<Record<string, unknown>>;

const lists = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const objects = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

const tooDeep = (good: Event, { depthMax }: EventLimits): readonly MalformedEvent[] => [
  malformed("too_deep", "lists, one level too deep", withRaw(good, "note", lists(depthMax))),
  malformed("too_deep", "objects, one level too deep", withRaw(good, "note", objects(depthMax))),
  malformed("too_deep", "1,000 lists", withRaw(good, "note", lists(1_000))),
  malformed("too_deep", "10,000 objects", withRaw(good, "note", objects(10_000))),
  malformed("too_deep", "100,000 brackets that never close", "[".repeat(100_000)),
  malformed("too_deep", "lists only", lists(depthMax + 1)),
  malformed("too_deep", "brackets in strings do not close any", `${'["]",'.repeat(depthMax + 1)}1`),
];

const FORBIDDEN_SPELLINGS = [
  "__proto__",
  "constructor",
  "prototype",
  "\\u005f_proto__",
  "\\u0063onstructor",
  "proto\\u0074ype",
];

const forbidden = (good: Event): readonly MalformedEvent[] => {
  const places: Readonly<Record<string, (name: string) => string>> = {
    "at the top": (name) => withRaw(good, name, '{"admin":true}'),
    "in an object": (name) => withRaw(good, "note", `{"a":{"${name}":1}}`),
    "in a list": (name) => withRaw(good, "note", `[0,{"${name}":null}]`),
    "in an envelope": (name) => withRaw({ specversion: "1.0", data: good }, name, "1"),
    "in an envelope's data": (name) => `{"specversion":"1.0","data":${withRaw(good, name, "1")}}`,
  };
  return FORBIDDEN_SPELLINGS.flatMap((name) =>
    Object.entries(places).map(([place, write]) =>
      malformed("forbidden_key", `${name} ${place}`, write(name)),
    ),
  );
};

const SURROGATES = {
  "a high half": "\\ud83d",
  "a low half": "\\ude00",
  "halves in the wrong order": "\\ude00\\ud83d",
};

const badUnicode = (good: Event, idField: string): readonly MalformedEvent[] =>
  Object.entries(SURROGATES).flatMap(([name, half]) => [
    malformed("bad_unicode", `${name} in ${idField}`, withRaw(good, idField, `"a${half}"`)),
    malformed("bad_unicode", `${name} in a field that is not read`, withRaw(good, "note", `["${half}b"]`)),
    malformed("bad_unicode", `${name} in a name`, withRaw(good, `x${half}`, "1")),
  ]);

const NOT_OBJECTS: Readonly<Record<string, string>> = {
  null: "null",
  true: "true",
  "a number": "42",
  "a number beyond doubles": "1e999",
  "a text": '"event"',
  "an empty list": "[]",
  "a list of texts": '["id","time"]',
};

const notObjects = (good: Event): readonly MalformedEvent[] => [
  ...Object.entries(NOT_OBJECTS).map(([name, text]) => malformed("not_an_object", name, text)),
  malformed("not_an_object", "a list with the event", JSON.stringify([good])),
  malformed("not_an_object", "the event as a text", JSON.stringify(JSON.stringify(good))),
];

const envelopes = (good: Event, idField: string): readonly MalformedEvent[] => {
  const envelope = (fields: Event) =>
    JSON.stringify({ specversion: "1.0", id: "e-1", source: "/shop", type: "event", data: good, ...fields });
  return [
    ...["0.3", "1.0.1", "1.1", "2.0", "", 1, null, true].map((specversion) =>
      malformed(
        "unsupported_version",
        `envelope version ${JSON.stringify(specversion)}`,
        envelope({ specversion }),
      ),
    ),
    malformed("missing_field", "an envelope without data", envelope({ data: undefined })),
    malformed("missing_field", "an envelope with null as data", envelope({ data: null })),
    malformed(
      "missing_field",
      "an envelope with base64 data",
      envelope({ data: undefined, data_base64: "e30=" }),
    ),
    malformed("not_an_object", "an envelope with a text as data", envelope({ data: JSON.stringify(good) })),
    malformed("not_an_object", "an envelope with a list as data", envelope({ data: [good] })),
    malformed("not_an_object", "an envelope with a number as data", envelope({ data: 1 })),
    malformed("wrong_type", "an envelope around a bad id", envelope({ data: { ...good, [idField]: 1 } })),
  ];
};

const sizes = (good: Event, idField: string, { recordBytesMax }: EventLimits): readonly MalformedEvent[] => {
  const text = JSON.stringify(good);
  const bad = JSON.stringify({ ...good, [idField]: undefined });
  return [
    malformed("too_large", "good, but one byte too large", text.padEnd(recordBytesMax + 1)),
    malformed("too_large", "not JSON, and too large", "x".repeat(recordBytesMax + 1)),
    malformed("not_json", "not JSON, just within the size", "x".repeat(recordBytesMax)),
    malformed("missing_field", "just within the size, but a field is missing", bad.padEnd(recordBytesMax)),
  ];
};

/** Values that are wrong in ways that have nothing to do with the stream's own fields. */
export const badStructure = (
  good: Event,
  idField: string,
  limits: EventLimits,
): readonly MalformedEvent[] => [
  ...tooDeep(good, limits),
  ...forbidden(good),
  ...badUnicode(good, idField),
  ...notObjects(good),
  ...envelopes(good, idField),
  ...sizes(good, idField, limits),
];
