import { ID_CHARS_MAX } from "../limits.ts";
import type { Reason } from "../reason.ts";
import { altered, type MalformedEvent, malformed, withRaw } from "./malformed-event.ts";

type Event = Readonly<Record<string, unknown>>;

const changed = (
  good: Event,
  field: string,
  reason: Reason,
  values: readonly unknown[],
): readonly MalformedEvent[] =>
  values.map((value) => {
    const shown = JSON.stringify(value);
    const name = shown.length > 40 ? `${shown.slice(0, 12)}… (${shown.length} characters)` : shown;
    return malformed(reason, `${field}: ${name}`, altered(good, { [field]: value }));
  });

/** A required field that is absent, or null. */
export const missing = (good: Event, field: string): readonly MalformedEvent[] => [
  malformed("missing_field", `no ${field}`, altered(good, { [field]: undefined })),
  ...changed(good, field, "missing_field", [null]),
];

/** Identifiers, names and labels that are not text or of a wrong length. */
export const badIds = (good: Event, field: string): readonly MalformedEvent[] => [
  ...changed(good, field, "wrong_type", [7, 0, true, false, {}, [], ["a"], { id: "a" }]),
  malformed("wrong_type", `${field}: 1e999`, withRaw(good, field, "1e999")),
  ...changed(good, field, "id_length", [
    "",
    "a".repeat(ID_CHARS_MAX + 1),
    "é".repeat(ID_CHARS_MAX + 1),
    "😀".repeat(ID_CHARS_MAX + 1),
    "a".repeat(10 * ID_CHARS_MAX),
  ]),
  malformed(
    "id_length",
    `${field} twice, empty the second time`,
    `${altered(good, {}).slice(0, -1)},"${field}":""}`,
  ),
];

const BAD_TIMES = [
  ...[
    "",
    " ",
    "now",
    "tomorrow",
    "1714557600000",
    "1714557600",
    "2024",
    "2024-05",
    "2024-05-01",
    "10:00:00Z",
  ],
  ...[
    "2024-05-01T10:00Z",
    "2024-05-01T10:00:00",
    "2024-05-01 10:00:00Z",
    "2024-05-01_10:00:00Z",
    "20240501T100000Z",
  ],
  ...["2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2024-04-31T00:00:00Z"],
  ...["2024-00-01T00:00:00Z", "2024-13-01T00:00:00Z", "2024-05-00T00:00:00Z", "2024-05-32T00:00:00Z"],
  ...["2024-05-01T24:00:00Z", "2024-05-01T23:60:00Z", "2024-05-01T23:59:61Z", "2024-05-01T12:00:60Z"],
  ...[
    "2024-05-01T23:59:60+01:00",
    "2024-05-01T10:00:00+24:00",
    "2024-05-01T10:00:00+01:60",
    "2024-05-01T10:00:00+1",
  ],
  ...[
    "2024-05-01T10:00:00+0100",
    "2024-05-01T10:00:00CET",
    "2024-05-01T10:00:00,5Z",
    "2024-05-01T10:00:00.Z",
  ],
  ...["2024-05-01T10:00:00Z ", " 2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z\n", "2024-05-01T10:00:00ZZ"],
  ...[
    "2024-05-01T10:00:00Z[Europe/Berlin]",
    "2024-05-01T10:00:00\u2212\u0030\u0031:00",
    "٢٠٢٤-05-01T10:00:00Z",
  ],
  ...[
    "2024-W18-3T10:00:00Z",
    "2024-122T10:00:00Z",
    "24-05-01T10:00:00Z",
    "+002024-05-01T10:00:00Z",
    "-001-05-01T10:00:00Z",
  ],
  ...["0000-01-01T00:00:00Z", "1900-12-31T23:59:59Z", "2299-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
  ...["Wed, 01 May 2024 10:00:00 GMT", "5/1/2024", "2024-5-1T10:00:00Z", "2024-05-01T1:00:00Z"],
];

const FAR_FUTURES = [
  "2298-12-31T23:59:59Z",
  "2290-01-01T00:00:00+14:00",
  "2298-06-30T23:59:60Z",
  10_382_255_999_999,
  10_000_000_000_000,
];

/** Times of a wrong form, of days that do not exist, and of centuries to come. */
export const badTimes = (good: Event, field: string): readonly MalformedEvent[] => [
  ...changed(good, field, "bad_time", BAD_TIMES),
  ...changed(good, field, "bad_time", [1.5, 1714557600000.5, -1e15, 1e15, 1714557600000000, 9e300]),
  ...changed(good, field, "far_future", FAR_FUTURES),
  ...changed(good, field, "wrong_type", [true, {}, [], [2024, 5, 1], { seconds: 1714557600, nanos: 0 }]),
  malformed("not_finite", `${field}: 1e999`, withRaw(good, field, "1e999")),
  malformed("not_finite", `${field}: -1e999`, withRaw(good, field, "-1e999")),
];

/** Numbers that are none, too large for a double, or outside of the field's range. */
export const badNumbers = (
  good: Event,
  field: string,
  outside: readonly number[],
): readonly MalformedEvent[] => [
  ...changed(good, field, "wrong_type", ["1", "NaN", "", true, {}, [], [1]]),
  ...["1e999", "-1e999", "1e400", `1${"0".repeat(400)}`].map((raw) =>
    malformed("not_finite", `${field}: ${raw.slice(0, 12)}`, withRaw(good, field, raw)),
  ),
  ...changed(good, field, "out_of_range", outside),
];

/** Flags that are no flags. */
export const badFlags = (good: Event, field: string): readonly MalformedEvent[] =>
  changed(good, field, "wrong_type", [0, 1, "true", "false", "", {}, []]);

/** Free texts that are no text, or too long. */
export const badTexts = (good: Event, field: string, max: number): readonly MalformedEvent[] => [
  ...changed(good, field, "wrong_type", [0, 42, true, {}, [], ["a"]]),
  ...changed(good, field, "text_too_long", ["a".repeat(max + 1), "é".repeat(max + 1), "😀".repeat(max + 1)]),
];

/** Lists of identifiers that are no list, hold something else, or are too long. */
export const badLists = (good: Event, field: string, max: number): readonly MalformedEvent[] => [
  ...changed(good, field, "wrong_type", ["a", "a,b", 1, true, {}, { 0: "a", length: 1 }]),
  ...changed(good, field, "wrong_type", [["a", 1], [true], [["a"]], [{}, "a"]]),
  ...changed(good, field, "id_length", [["a", ""], ["a".repeat(ID_CHARS_MAX + 1)]]),
  ...changed(good, field, "too_many_items", [
    Array.from({ length: max + 1 }, (_, i) => `i-${i}`),
    Array(max + 1).fill("a"),
  ]),
];
