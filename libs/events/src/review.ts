import Type from "typebox";
import { type JsonObject, latestMs, type ReadContext, type StreamDefinition } from "./definition.ts";
import { idSchema, optional, textSchema, timeSchema } from "./field-schemas.ts";
import type { Findings } from "./findings.ts";
import { RATING_STEPS } from "./limits.ts";
import { isAbsent, readFlag, readId, readNumber, readText, readTime } from "./read-fields.ts";

/** What a user thinks of an item, or that an earlier opinion is withdrawn. */
export interface ReviewEvent {
  readonly id: string;
  /** When it was written, in ms since 1970. */
  readonly time: number;
  readonly userId: string;
  readonly itemId: string;
  /** Stars: halves from 0.5 to 5. */
  readonly rating?: number | undefined;
  /** The review's words; a text of nothing but white space is absent. */
  readonly text?: string | undefined;
  /** True when the user's review of the item is withdrawn. */
  readonly deleted: boolean;
}

const RATING_MIN = Math.min(...RATING_STEPS);
const RATING_MAX = Math.max(...RATING_STEPS);

const readRating = (value: unknown, findings: Findings): number | undefined => {
  if (isAbsent(value)) return undefined;
  const rating = readNumber(value, "/rating", findings, RATING_MIN, RATING_MAX);
  if (!RATING_STEPS.includes(rating))
    findings.fail("out_of_range", "/rating", "not a whole or half number of stars");
  return rating;
};

const readWords = (value: unknown, context: ReadContext): string | undefined => {
  const text = readText(value, "/text", context.findings, context.limits.textCharsMax);
  return text !== undefined && /\S/u.test(text) ? text : undefined;
};

/** The stream `reviews`. */
export const reviewStream: StreamDefinition<ReviewEvent> = {
  about: "Ratings and texts by users about items.",
  keyRule: "userId",
  compacted: false,
  schema: (limits) =>
    Type.Object(
      {
        id: idSchema("Makes the event count once, however often it arrives."),
        time: timeSchema(),
        userId: idSchema("Who wrote it."),
        itemId: idSchema("About which item."),
        rating: optional(Type.Enum([...RATING_STEPS], { description: "Stars, in halves." })),
        text: optional(textSchema(limits.textCharsMax, "The review's words.")),
        deleted: optional(Type.Boolean({ description: "Withdraws the user's review of the item." })),
      },
      {
        title: "Review",
        description: "At least one of a rating and a text, unless it withdraws a review.",
        anyOf: [
          { required: ["rating"], properties: { rating: { type: "number" } } },
          { required: ["text"], properties: { text: { type: "string", pattern: "\\S" } } },
          { required: ["deleted"], properties: { deleted: { const: true } } },
        ],
      },
    ),
  example: {
    id: "r-1",
    time: "2024-05-01T10:00:00Z",
    userId: "u-1",
    itemId: "i-1",
    rating: 4.5,
    text: "Sturdy, and a pleasure to use.",
  },
  read: (source: JsonObject, context: ReadContext): ReviewEvent => {
    const { findings } = context;
    const review: ReviewEvent = {
      id: readId(source.id, "/id", findings),
      time: readTime(source.time, "/time", findings, latestMs(context)),
      userId: readId(source.userId, "/userId", findings),
      itemId: readId(source.itemId, "/itemId", findings),
      rating: readRating(source.rating, findings),
      text: readWords(source.text, context),
      deleted: readFlag(source.deleted, "/deleted", findings) ?? false,
    };
    if (review.rating === undefined && review.text === undefined && !review.deleted)
      findings.fail("nothing_to_learn", "", "neither a rating nor a text, and nothing is withdrawn");
    return review;
  },
  key: (review) => review.userId,
};
