import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hash32 } from "@millrace/state";

/** A text with its class. */
export interface Labelled {
  readonly text: string;
  readonly positive: boolean;
  /** Fold in which it is judged, 0 to 4: stratified, the same for everybody who is compared. */
  readonly fold: number;
}

/** Folds of every comparison. */
export const FOLDS = 5;

/** Texts of a corpus, or undefined where its files are not there. */
export const labelledTexts = (
  name: "sentences" | "music",
  folder: string,
): readonly Labelled[] | undefined => {
  try {
    return folded(name === "music" ? music(folder) : sentences(folder));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
};

/** Each class by itself in the order of a hash, so that every fold has its share of both. */
const folded = (list: readonly Omit<Labelled, "fold">[]): readonly Labelled[] => {
  const order = list
    .map((one, at) => ({ one, at, by: hash32(`${at}/${one.text}`) }))
    .sort((a, b) => a.by - b.by);
  const counts = { positive: 0, negative: 0 };
  const foldOf = new Map<number, number>();
  for (const { one, at } of order) foldOf.set(at, counts[one.positive ? "positive" : "negative"]++ % FOLDS);
  return list.map((one, at) => ({ ...one, fold: foldOf.get(at) ?? 0 }));
};

/** 3,000 sentences about films, places and things, half of them positive. */
const sentences = (folder: string): Omit<Labelled, "fold">[] =>
  ["amazon_cells", "imdb", "yelp"].flatMap((file) =>
    readFileSync(join(folder, "reviews-uci-sentences", `${file}_labelled.txt`), "utf8")
      .split(/\r\n|\n|\r/)
      .flatMap((line) => {
        const cut = line.lastIndexOf("\t");
        return cut < 0 ? [] : [{ text: line.slice(0, cut), positive: line.slice(cut + 1).trim() === "1" }];
      }),
  );

interface AmazonReview {
  readonly reviewerID: string;
  readonly asin: string;
  readonly reviewText?: string;
  readonly overall: number;
  readonly unixReviewTime: number;
}

/** 10,000 reviews of instruments in order of time, 19 of 20 positive; those of three stars are left out. */
const music = (folder: string): Omit<Labelled, "fold">[] =>
  amazonReviews(folder).flatMap(({ reviewText = "", overall }) =>
    overall === 3 || reviewText === "" ? [] : [{ text: reviewText, positive: overall > 3 }],
  );

/** The reviews of the writers who wrote most, in order of time. */
export const textsByWriter = (
  folder: string,
  writers: number,
): readonly { readonly writer: string; readonly text: string }[] => {
  const counts = new Map<string, number>();
  const all = amazonReviews(folder);
  for (const { reviewerID } of all) counts.set(reviewerID, (counts.get(reviewerID) ?? 0) + 1);
  const most = new Set(
    [...counts]
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .slice(0, writers)
      .map(([writer]) => writer),
  );
  return all.flatMap(({ reviewerID, reviewText = "" }) =>
    most.has(reviewerID) && reviewText !== "" ? [{ writer: reviewerID, text: reviewText }] : [],
  );
};

/** Every review of an instrument with its stars, in order of time. */
export const textsWithStars = (
  folder: string,
): readonly { readonly text: string; readonly stars: number }[] =>
  amazonReviews(folder).flatMap(({ reviewText = "", overall }) =>
    reviewText === "" ? [] : [{ text: reviewText, stars: overall }],
  );

/** Every review of an instrument with who wrote it and what of, in order of time. */
export const reviewsWithStars = (
  folder: string,
): readonly {
  readonly id: string;
  readonly userId: string;
  readonly itemId: string;
  readonly text: string;
  readonly stars: number;
}[] =>
  amazonReviews(folder).map(({ reviewerID, asin, reviewText = "", overall }) => ({
    id: `${reviewerID}/${asin}`,
    userId: reviewerID,
    itemId: asin,
    text: reviewText,
    stars: overall,
  }));

const amazonReviews = (folder: string): AmazonReview[] =>
  readFileSync(join(folder, "reviews-amazon-musical", "Musical_Instruments.json"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AmazonReview)
    .sort((a, b) => a.unixReviewTime - b.unixReviewTime);
