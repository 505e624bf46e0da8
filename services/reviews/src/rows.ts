import type { ReviewEvent } from "@millrace/events";
import type { Row } from "@millrace/pipeline";
import { sentimentLabel } from "@millrace/text";
import type { Opinion } from "./opinion.ts";

/** A review's history row, with what its text was taken to say when it came. */
export const reviewRow = (review: ReviewEvent, opinion: Opinion | undefined): Row => ({
  table: "reviews",
  values: {
    id: review.id,
    user_id: review.userId,
    item_id: review.itemId,
    rating: review.rating ?? null,
    text: review.text ?? null,
    deleted: review.deleted,
    label: opinion === undefined ? null : sentimentLabel(opinion.score),
    score: opinion?.score ?? null,
    rung: opinion?.rung ?? null,
    rungs: { ...opinion?.rungs },
  },
});
