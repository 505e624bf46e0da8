import type { Place } from "@millrace/itemsets";
import Type from "typebox";
import { Problem } from "../http/problem.ts";

const VERSION = 1;
/** Sixteen items of the longest ids, and what they are ranked by. */
const CURSOR_CHARS_MAX = 12_288;

/** The query parameter by which a caller goes on behind a page. */
export const cursorSchema = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: CURSOR_CHARS_MAX,
    description:
      "The `next` of an answer to the same question: goes on behind it. Pages are of one state as long as their modelVersion is the same.",
  }),
);

/** Where the next page begins, in an answer. */
export const nextSchema = Type.Union([Type.String(), Type.Null()], {
  description: "Ask again with this as `cursor` for what comes next; null where this is all.",
});

/** A place in an order as callers hand it back; null for none. @param order what it is a place in */
export const encodeCursor = (order: string, place: Place | undefined): string | null => {
  if (place === undefined) return null;
  const { key, count, lot, name } = place;
  // A rule that never fails has an infinite conviction, which JSON cannot tell.
  return Buffer.from(JSON.stringify([VERSION, order, String(key), count, lot, name])).toString("base64url");
};

/** Reads what {@link encodeCursor} wrote. @throws {Problem} unprocessable for what it did not write, for this order */
export const decodeCursor = (order: string, cursor: string | undefined): Place | undefined => {
  if (cursor === undefined) return undefined;
  const place = placeOf(order, cursor);
  if (place !== undefined) return place;
  throw new Problem("unprocessable", "`cursor` is not the `next` of an answer to such a question.");
};

const placeOf = (order: string, cursor: string): Place | undefined => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed) || parsed.length !== 6) return undefined;
  const [version, of, key, count, lot, name]: unknown[] = parsed;
  if (version !== VERSION || of !== order || typeof key !== "string" || typeof name !== "string")
    return undefined;
  if (Number.isNaN(Number(key)) || typeof count !== "number" || typeof lot !== "number") return undefined;
  return { key: Number(key), count, lot, name };
};
