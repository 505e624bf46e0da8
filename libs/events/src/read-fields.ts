import { type Findings, kindOf } from "./findings.ts";
import { ID_CHARS_MAX, PRICE_MAX } from "./limits.ts";
import { parseRfc3339, TIME_MS_MAX, TIME_MS_MIN } from "./time.ts";

// Readers of single fields, shared by the five decoders. Each takes the value, the JSON pointer for a finding (`*` for
// the current entry) and the findings, and returns a placeholder when it found something. Null is the same as absent.

/** Whether a field is absent; null counts as absent, since many serialisers write it for "none". */
export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** Whether `text` has at most `max` Unicode code points. O(1) unless it has between `max` and `2 max` code units. */
export const hasAtMost = (text: string, max: number): boolean => {
  if (text.length <= max) return true;
  if (text.length > 2 * max) return false;
  let points = 0;
  for (const _ of text) points++;
  return points <= max;
};

/** Whether a value is a legal identifier: text of 1 to `ID_CHARS_MAX` code points. */
export const isId = (value: unknown): value is string =>
  typeof value === "string" && value.length > 0 && hasAtMost(value, ID_CHARS_MAX);

const explainWrongType = (value: unknown, expected: string, at: string, findings: Findings): void => {
  if (isAbsent(value)) findings.fail("missing_field", at, `${expected} is required`);
  else findings.fail("wrong_type", at, `expected ${expected}, found ${kindOf(value)}`);
};

/** A required identifier, name or label. */
export const readId = (value: unknown, at: string, findings: Findings): string => {
  if (isId(value)) return value;
  if (typeof value !== "string") explainWrongType(value, "text", at, findings);
  else
    findings.fail(
      "id_length",
      at,
      `${value === "" ? "empty" : "too long"}, 1 to ${ID_CHARS_MAX} characters are allowed`,
    );
  return "";
};

/** An identifier that may be absent. */
export const readOptionalId = (value: unknown, at: string, findings: Findings): string | undefined =>
  isAbsent(value) ? undefined : readId(value, at, findings);

/** A required finite number within `[min, max]`, negative zero made plain. */
export const readNumber = (
  value: unknown,
  at: string,
  findings: Findings,
  min: number,
  max: number,
): number => {
  if (typeof value !== "number") explainWrongType(value, "a number", at, findings);
  else if (!Number.isFinite(value)) findings.fail("not_finite", at, "too large for a double");
  else if (value < min || value > max) findings.fail("out_of_range", at, `outside of ${min} to ${max}`);
  else return value + 0;
  return 0;
};

/** A price of one unit that may be absent, in the shop's currency, from 0 to `PRICE_MAX`. */
export const readPrice = (value: unknown, at: string, findings: Findings): number | undefined =>
  isAbsent(value) ? undefined : readNumber(value, at, findings, 0, PRICE_MAX);

/** A flag that may be absent. */
export const readFlag = (value: unknown, at: string, findings: Findings): boolean | undefined => {
  if (typeof value === "boolean") return value;
  if (!isAbsent(value)) explainWrongType(value, "true or false", at, findings);
  return undefined;
};

/** A free text that may be absent, of at most `max` code points. */
export const readText = (value: unknown, at: string, findings: Findings, max: number): string | undefined => {
  if (isAbsent(value)) return undefined;
  if (typeof value !== "string") explainWrongType(value, "text", at, findings);
  else if (!hasAtMost(value, max)) findings.fail("text_too_long", at, `more than ${max} characters`);
  else return value;
  return undefined;
};

/** A list that may be absent, of at most `max` entries of any type. */
export const readList = (
  value: unknown,
  at: string,
  findings: Findings,
  max: number,
): readonly unknown[] | undefined => {
  if (isAbsent(value)) return undefined;
  if (!Array.isArray(value)) explainWrongType(value, "a list", at, findings);
  else if (value.length > max)
    findings.fail("too_many_items", at, `${value.length} entries, at most ${max} are allowed`);
  else return value;
  return undefined;
};

/** A list of identifiers or labels that may be absent. A fresh array. */
export const readIds = (
  value: unknown,
  at: string,
  findings: Findings,
  max: number,
): readonly string[] | undefined =>
  readList(value, at, findings, max)?.map((entry, index) => {
    findings.index = index;
    return readId(entry, `${at}/*`, findings);
  });

/** A required time: milliseconds since 1970, not later than `latestMs`. */
export const readTime = (value: unknown, at: string, findings: Findings, latestMs: number): number => {
  if (typeof value !== "number" && typeof value !== "string") {
    explainWrongType(value, "a time", at, findings);
    return 0;
  }
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) {
    findings.fail("not_finite", at, "too large for a double");
    return 0;
  }
  const ms = typeof value === "string" ? parseRfc3339(value) : value;
  if (ms === undefined) findings.fail("bad_time", at, "not an RFC 3339 time of the years 1901 to 2298");
  else if (!Number.isInteger(ms)) findings.fail("bad_time", at, "not a whole number of milliseconds");
  else if (typeof value === "number" && (ms < TIME_MS_MIN || ms > TIME_MS_MAX))
    findings.fail("bad_time", at, "milliseconds outside of the years 1901 to 2298");
  else if (ms > latestMs)
    findings.fail("far_future", at, `${ms - latestMs} ms beyond what the append time allows`);
  else return ms + 0;
  return 0;
};
