import { isPacked, packInteraction, unpackInteraction } from "./packed-interaction.ts";
import type { Decoded } from "./reason.ts";
import type { EventRecord } from "./record.ts";
import { decodeUtf8 } from "./utf8.ts";

/** What a stream's service tells the recommender of one event, with the place that it came from. */
export interface Interaction {
  /** Stream that it came from. */
  readonly from: string;
  readonly partition: number;
  readonly offset: number;
  /** ms since 1970. */
  readonly time: number;
  /** Empty where only the answer that led here is known. */
  readonly userId: string;
  readonly itemId: string;
  /** All items, where there are several (a basket); `itemId` is then the first of them. */
  readonly items?: readonly string[] | undefined;
  /** 0.5 to 5; undefined where the event had none. */
  readonly rating: number | undefined;
  /** Standard deviation of a rating that was estimated from a text; undefined where the user gave it. */
  readonly deviation?: number | undefined;
  /** The user takes back what was said of the item. */
  readonly deleted: boolean;
  /** The user is to be forgotten; the item is empty then. */
  readonly forget?: true;
  /** What was done: a click's action, or `basket`; absent for a review. */
  readonly action?: string | undefined;
  /** Items that the user could choose from, in the order shown. */
  readonly shown?: readonly string[] | undefined;
  /** The answer that led here. */
  readonly answerId?: string | undefined;
}

/** Topic of the recommender's log, without the prefix. */
export const interactionsTopic = "interactions";

/** What tells the recommender to forget a user, who was to be forgotten at that place of that stream. */
export const forgetInteraction = (
  from: string,
  at: { readonly partition: number; readonly offset: number; readonly appendedAt: number },
  userId: string,
): Interaction => {
  const { partition, offset, appendedAt } = at;
  const nothing = { itemId: "", rating: undefined, deleted: false };
  return { from, partition, offset, time: appendedAt, userId, ...nothing, forget: true };
};

/** Packs an interaction for the recommender's log. */
export const encodeInteraction: (interaction: Interaction) => Uint8Array = packInteraction;

const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
const isRating = (value: unknown): value is number | undefined =>
  value === undefined || (typeof value === "number" && value >= 0.5 && value <= 5);
const isDeviation = (value: unknown): value is number | undefined =>
  value === undefined || (typeof value === "number" && value >= 0);
const optional = <T>(is: (value: unknown) => value is T, value: unknown): value is T | undefined =>
  value === undefined || is(value);

const refuse = (detail: string): Decoded<Interaction> => ({ ok: false, reason: "wrong_type", detail });

/** Reads a record of the recommender's log, packed or as JSON; only services write there, but anybody could. */
export const decodeInteraction = (record: EventRecord): Decoded<Interaction> => {
  if (record.value === null) return refuse("no value");
  if (isPacked(record.value)) {
    const event = unpackInteraction(record.value);
    if (event === undefined) return refuse("packed, but broken");
    const { time, rating, deviation } = event;
    if (!Number.isFinite(time)) return refuse("time");
    if (!isRating(rating)) return refuse("rating");
    return isDeviation(deviation) ? { ok: true, event } : refuse("deviation");
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(decodeUtf8(record.value) ?? "");
  } catch {
    return { ok: false, reason: "not_json", detail: "not JSON" };
  }
  if (typeof parsed !== "object" || parsed === null) return refuse("not an object");
  const said: Partial<Record<keyof Interaction, unknown>> = parsed;
  const { from, partition, offset, time, userId, itemId, items, rating, deviation } = said;
  const { deleted, forget, action, shown, answerId } = said;
  if (!isText(from) || !isText(userId) || !isText(itemId)) return refuse("from, userId or itemId");
  if (!Number.isInteger(partition) || !Number.isInteger(offset) || typeof time !== "number")
    return refuse("partition, offset or time");
  if (!isRating(rating)) return refuse("rating");
  if (!isDeviation(deviation)) return refuse("deviation");
  if (!optional(isTexts, items) || !optional(isTexts, shown)) return refuse("items or shown");
  if (!optional(isText, action) || !optional(isText, answerId)) return refuse("action or answerId");
  const place = { from, partition: Number(partition), offset: Number(offset), time };
  return {
    ok: true,
    event: {
      ...place,
      userId,
      itemId,
      rating,
      deleted: deleted === true,
      ...(deviation === undefined ? {} : { deviation }),
      ...(forget === true ? { forget } : {}),
      ...(items === undefined ? {} : { items }),
      ...(action === undefined ? {} : { action }),
      ...(shown === undefined ? {} : { shown }),
      ...(answerId === undefined ? {} : { answerId }),
    },
  };
};
