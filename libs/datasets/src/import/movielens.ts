import type { ReviewEvent } from "../event.ts";
import type { Importer, ImportOptions, Lines } from "./importer.ts";
import { readNumber } from "./scalar.ts";
import { type Layout, readTable, Unreadable } from "./table.ts";

const ratings = (
  lines: Lines,
  layout: Layout,
  { onBad, idPrefix = "" }: ImportOptions,
): AsyncGenerator<ReviewEvent, void, undefined> =>
  readTable(lines, layout, onBad, ([user = "", movie = "", stars = "", at = ""]) => {
    const rating = readNumber(stars);
    const seconds = readNumber(at);
    if (user === "" || movie === "") return new Unreadable("no user or no movie");
    if (seconds === undefined) return new Unreadable("timestamp is no number");
    if (rating === undefined || rating < 0.5 || rating > 5) return new Unreadable("no rating of 0.5 to 5");
    return {
      id: `${idPrefix}movielens-${user}-${movie}`,
      time: seconds * 1000,
      userId: idPrefix + user,
      itemId: idPrefix + movie,
      rating,
    };
  });

/** Ratings of the newer MovieLens sets. */
export const movielens: Importer<"reviews"> = {
  stream: "reviews",
  description: "ratings.csv of MovieLens (userId, movieId, rating, timestamp). Ordered by user, not by time.",
  read: (lines, options) =>
    ratings(lines, { columns: ["userId", "movieId", "rating", "timestamp"] }, options),
};

/** Ratings of MovieLens 100K. */
export const movielens100k: Importer<"reviews"> = {
  stream: "reviews",
  description: "u.data of MovieLens 100K (user, item, rating, timestamp; tabs, no header). In no order.",
  read: (lines, options) => ratings(lines, { delimiter: "\t", columns: 4 }, options),
};

/** What a genre list between bars names; `(no genres listed)` is none. */
export const readGenres = (genres: string): string[] =>
  genres.split("|").filter((genre) => genre !== "" && !genre.startsWith("("));

/** Films of the newer MovieLens sets. */
export const movielensMovies: Importer<"items"> = {
  stream: "items",
  description: "movies.csv of MovieLens (movieId, title, genres).",
  read: (lines, { onBad, idPrefix = "" }) =>
    readTable(
      lines,
      { columns: ["movieId", "title", "genres"] },
      onBad,
      ([movie = "", title = "", genres = ""]) =>
        movie === ""
          ? new Unreadable("no movieId")
          : { itemId: idPrefix + movie, title, categories: readGenres(genres) },
    ),
};
