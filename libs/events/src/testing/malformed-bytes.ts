import { encodeUtf8 } from "../utf8.ts";
import { type MalformedEvent, malformed, withRaw } from "./malformed-event.ts";

type Event = Readonly<Record<string, unknown>>;

const BAD_SEQUENCES: Readonly<Record<string, readonly number[]>> = {
  "a lone continuation byte": [0x80],
  "a late continuation byte": [0xbf],
  "a start of two without the second": [0xc3],
  "a start of two before ASCII": [0xc3, 0x28],
  "a start of three cut after two": [0xe2, 0x82],
  "a start of four cut after three": [0xf0, 0x9f, 0x98],
  "a slash in two bytes": [0xc0, 0xaf],
  "NUL in two bytes": [0xc0, 0x80],
  "a slash in three bytes": [0xe0, 0x80, 0xaf],
  "a slash in four bytes": [0xf0, 0x80, 0x80, 0xaf],
  "a high surrogate as bytes": [0xed, 0xa0, 0x80],
  "a surrogate pair as bytes": [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  "beyond U+10FFFF": [0xf4, 0x90, 0x80, 0x80],
  "a start of five": [0xf8, 0x88, 0x80, 0x80, 0x80],
  "the byte FE": [0xfe],
  "the byte FF": [0xff],
  "é in Latin-1": [0xe9],
  "a euro sign in Windows-1252": [0x80, 0x20],
};

const joined = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? encodeUtf8(part) : part)]));

/** Values that are not UTF-8: in a field's value, in a field's name, and behind the event. */
export const badUtf8 = (good: Event): readonly MalformedEvent[] => {
  const rest = `,${JSON.stringify(good).slice(1)}`;
  return Object.entries(BAD_SEQUENCES).flatMap(([name, bytes]) => [
    malformed("bad_utf8", `${name}, in a value`, joined('{"note":"', bytes, '"', rest)),
    malformed("bad_utf8", `${name}, in a name`, joined('{"', bytes, '":1', rest)),
    malformed("bad_utf8", `${name}, at the end`, joined(JSON.stringify(good), bytes)),
  ]);
};

const RAW_NOT_JSON: Readonly<Record<string, string>> = {
  NaN: "NaN",
  Infinity: "Infinity",
  "minus Infinity": "-Infinity",
  "nan in lower case": "nan",
  undefined: "undefined",
  None: "None",
  True: "True",
  "a plus sign": "+1",
  "a leading zero": "01",
  "no digit before the point": ".5",
  "no digit after the point": "1.",
  "an empty exponent": "1e",
  "a hexadecimal number": "0x10",
  "a big integer": "1n",
  "digits with separators": "1_000",
  "single quotes": "'a'",
  "an unknown escape": '"\\x41"',
  "a cut Unicode escape": '"\\u12"',
  "a wrong Unicode escape": '"\\u12G4"',
  "a line feed in a string": '"a\nb"',
  "a tab in a string": '"a\tb"',
  "a NUL in a string": '"a\u0000b"',
  "a trailing comma in a list": "[1,]",
  "a hole in a list": "[1,,2]",
  "a comment": "1/* one */",
  "a regular expression": "/a/",
  "a date call": "new Date(0)",
  "brackets that do not match": "[1}",
  "a field without a value": "",
};

/** Values that are UTF-8 but not one JSON text. */
export const notJson = (good: Event): readonly MalformedEvent[] => {
  const text = JSON.stringify(good);
  const whole: Readonly<Record<string, string>> = {
    empty: "",
    "white space only": " \n\t",
    "a byte order mark in front": `\uFEFF${text}`,
    "a byte order mark behind": `${text}\uFEFF`,
    "two events": `${text}${text}`,
    "two events on two lines": `${text}\n${text}`,
    "text behind": `${text}x`,
    "a semicolon behind": `${text};`,
    "one bracket too many": `${text}}`,
    "a trailing comma": `${text.slice(0, -1)},}`,
    "names without quotes": text.replaceAll(/"(\w+)":/g, "$1:"),
    "single quotes throughout": text.replaceAll('"', "'"),
    "typographic quotes": text.replaceAll('"', "\u201D"),
    "equals signs": text.replaceAll(":", "="),
    "a line comment in front": `// event\n${text}`,
    "a no-break space in front": `\u00A0${text}`,
    "a vertical tab in front": `\v${text}`,
    "a NUL behind": `${text}\u0000`,
    XML: "<event/>",
    YAML: "id: 1",
    CSV: "id,time\n1,2",
    "a Kafka Avro header": "\u0000\u0000\u0000\u0000\u0001abc",
    "a call": `callback(${text})`,
    "UTF-16 that is UTF-8 too": [...text].join("\u0000"),
  };
  const cuts = Array.from({ length: 24 }, (_, i) => 1 + Math.floor((i * (text.length - 1)) / 24));
  return [
    ...Object.entries(whole).map(([name, value]) => malformed("not_json", name, value)),
    ...Object.entries(RAW_NOT_JSON).map(([name, raw]) =>
      malformed("not_json", name, withRaw(good, "note", raw)),
    ),
    ...[...new Set(cuts)].map((cut) =>
      malformed("not_json", `cut after ${cut} characters`, text.slice(0, cut)),
    ),
  ];
};
