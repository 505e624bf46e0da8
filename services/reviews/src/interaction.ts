import type { Decoded, Position, SourceRecord } from "@millrace/pipeline";

/** What a stream's service tells the recommender of one event, with the place that it came from. */
export interface Interaction {
  /** Stream that it came from. */
  readonly from: string;
  readonly partition: number;
  readonly offset: number;
  /** ms since 1970. */
  readonly time: number;
  readonly userId: string;
  readonly itemId: string;
  /** 0.5 to 5; undefined where the event had none. */
  readonly rating: number | undefined;
  /** Standard deviation of a rating that was estimated from a text; undefined where the user gave it. */
  readonly deviation?: number | undefined;
  /** The user takes back what was said of the item. */
  readonly deleted: boolean;
  /** The user is to be forgotten; the item is empty then. */
  readonly forget?: true;
}

/** What tells the recommender to forget a user, who was to be forgotten at that place of that stream. */
export const forgetInteraction = (
  from: string,
  { partition, offset, appendedAt }: Position,
  userId: string,
): Interaction => {
  const nothing = { itemId: "", rating: undefined, deleted: false };
  return { from, partition, offset, time: appendedAt, userId, ...nothing, forget: true };
};

/** Packs an interaction for the recommender's log. */
export const encodeInteraction = (interaction: Interaction): Uint8Array =>
  Buffer.from(JSON.stringify(interaction));

/** Reads a record of the recommender's log; only services write there, but anybody could. */
export const decodeInteraction = (record: SourceRecord): Decoded<Interaction> => {
  const refuse = (detail: string): Decoded<Interaction> => ({ ok: false, reason: "wrong_type", detail });
  if (record.value === null) return refuse("no value");
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(record.value).toString("utf8"));
  } catch {
    return { ok: false, reason: "not_json", detail: "not JSON" };
  }
  if (typeof parsed !== "object" || parsed === null) return refuse("not an object");
  const { from, partition, offset, time, userId, itemId, rating, deviation, deleted, forget } =
    parsed as Partial<Record<keyof Interaction, unknown>>;
  if (typeof from !== "string" || typeof userId !== "string" || typeof itemId !== "string")
    return refuse("from, userId or itemId");
  if (!Number.isInteger(partition) || !Number.isInteger(offset) || typeof time !== "number")
    return refuse("partition, offset or time");
  if (rating !== undefined && !(typeof rating === "number" && rating >= 0.5 && rating <= 5))
    return refuse("rating");
  if (deviation !== undefined && !(typeof deviation === "number" && deviation >= 0))
    return refuse("deviation");
  return {
    ok: true,
    event: {
      from,
      partition: Number(partition),
      offset: Number(offset),
      time,
      userId,
      itemId,
      rating,
      deviation,
      deleted: deleted === true,
      ...(forget === true ? { forget } : {}),
    },
  };
};
