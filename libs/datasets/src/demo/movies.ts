import type { ItemEvent, ReviewEvent } from "../event.ts";
import { readGenres } from "../import/movielens.ts";

/** A row of `dslabs/movielens`: one rating with the film's title and genres. */
export interface MovieRatingRow {
  readonly movieId: number;
  readonly title: string | null;
  readonly year: number | null;
  readonly genres: string | null;
  readonly userId: number;
  readonly rating: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** The ratings in order of time; ids `ml-…`. */
export const movieReviews = (rows: readonly MovieRatingRow[]): ReviewEvent[] =>
  rows
    .map((row) => ({
      id: `ml-${row.userId}-${row.movieId}`,
      time: row.timestamp * 1000,
      userId: `ml-${row.userId}`,
      itemId: `ml-${row.movieId}`,
      rating: row.rating,
    }))
    .sort((a, b) => a.time - b.time);

/** Each film once, with title, year and genres; ids `ml-…`. */
export const movieItems = (rows: Iterable<MovieRatingRow>): ItemEvent[] => {
  const items = new Map<number, ItemEvent>();
  for (const { movieId, title, year, genres } of rows) {
    if (items.has(movieId)) continue;
    const named = title === null ? {} : { title: year === null ? title : `${title} (${year})` };
    items.set(movieId, { itemId: `ml-${movieId}`, ...named, categories: readGenres(genres ?? "") });
  }
  return [...items.values()];
};
