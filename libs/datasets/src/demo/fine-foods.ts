import type { ReviewEvent } from "../event.ts";

/** A row of modeldata's fine-food reviews: the text and whether it came with five stars. */
export interface FoodReviewRow {
  readonly product: string;
  readonly review: string;
  /** `great` is five stars; `other` is one to four, which the source does not tell apart. */
  readonly score: string;
}

/** The rating that stands for `other`: the source says only that it was less than five. */
const OTHER_STARS = 2;

/**
 * The reviews with ids `food-…`. The source names no writers: each review gets one of its own.
 *
 * @param timeOf milliseconds since 1970 of the nth review; the source has no times.
 */
export const foodReviews = (rows: readonly FoodReviewRow[], timeOf: (n: number) => number): ReviewEvent[] =>
  rows.map((row, n) => ({
    id: `food-${n + 1}`,
    time: timeOf(n),
    userId: `food-${n + 1}`,
    itemId: `food-${row.product}`,
    rating: row.score === "great" ? 5 : OTHER_STARS,
    text: row.review,
  }));
