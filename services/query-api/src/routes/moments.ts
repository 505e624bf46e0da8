import { Problem } from "../http/problem.ts";

/** The first and the last moment of which anything can be kept, ms since 1970: the engine's instants are within. */
export const EARLIEST_MS = Date.UTC(1900, 0, 1);
export const LATEST_MS = Date.UTC(2299, 11, 31);

/** A moment of a query, RFC 3339 or ms since 1970, held within what can be kept. @throws {Problem} unprocessable */
export const momentOf = (name: string, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise;
  const time = /^-?\d{5,}$/.test(text) || text === "0" ? Number(text) : Date.parse(text);
  if (Number.isNaN(time))
    throw new Problem("unprocessable", `${name} is neither RFC 3339 nor milliseconds since 1970.`);
  return Math.max(EARLIEST_MS, Math.min(LATEST_MS, time));
};
