const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The finite number that a text is, or undefined; an empty text is none. */
export const readNumber = (text: string): number | undefined => {
  if (text === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
};

/**
 * Milliseconds since 1970 of `2014-07-01`, `2014-07-01 00:30:00` or RFC 3339; without a zone, UTC. Undefined for
 * anything else.
 */
export const readIsoTime = (text: string): number | undefined => {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, date, clock = "00:00", zone = "Z"] = match;
  const time = Date.parse(`${date}T${clock}${zone}`);
  return Number.isNaN(time) ? undefined : time;
};

/** Milliseconds since 1970 of the American `12/1/2010 8:26`, taken as UTC; undefined for anything else. */
export const readAmericanTime = (text: string): number | undefined => {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  return month > 12 || day > 31 || hour > 23 ? undefined : Date.UTC(year, month - 1, day, hour, minute);
};

/** Milliseconds since 1970 of C's `Wed Jan  1 19:59:00 2003`, taken as UTC; undefined for anything else. */
export const readCTime = (text: string): number | undefined => {
  const match = /^\w{3} (\w{3}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/.exec(text);
  const month = MONTHS.indexOf(match?.[1] ?? "");
  if (match === null || month === -1) return undefined;
  const [day = 0, hour = 0, minute = 0, second = 0, year = 0] = match.slice(2).map(Number);
  return Date.UTC(year, month, day, hour, minute, second);
};

/** The object that a line of JSON is, or undefined when it is none. */
export const readJsonObject = (raw: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(raw);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** True of objects that are neither null nor arrays. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
