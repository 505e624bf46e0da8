import { BagOfWords, featuresOf, RatingEstimate, starsLabel, tokensOf } from "@millrace/text";
import { textsWithStars } from "./texts.ts";

/** How near the stars that a text stands for are to those that came with it, test-then-train. */
export interface StarsError {
  readonly reviews: number;
  /** Root of the mean squared error of the stars estimated from the text. */
  readonly rmse: number;
  /** The same of the mean of the stars so far. */
  readonly rmseOfMean: number;
  /** Share of reviews whose stars lie within two of the stated deviations. */
  readonly within: number;
}

/** Estimates the stars of each review from its text before they are seen. */
export const starsError = (folder: string): StarsError => {
  const bag = new BagOfWords();
  const estimate = new RatingEstimate();
  const sums = { reviews: 0, squares: 0, ofMean: 0, within: 0, stars: 0 };
  for (const { text, stars } of textsWithStars(folder)) {
    const tokens = tokensOf(text);
    const label = starsLabel(stars);
    const said = bag.read(
      { tokens, features: featuresOf(tokens) },
      label === "neutral" ? undefined : label === "positive",
    );
    const { rating, deviation } = estimate.of(said.logistic);
    const mean = sums.reviews === 0 ? 3.5 : sums.stars / sums.reviews;
    sums.squares += (rating - stars) ** 2;
    sums.ofMean += (mean - stars) ** 2;
    sums.within += Math.abs(rating - stars) <= 2 * deviation ? 1 : 0;
    sums.stars += stars;
    sums.reviews++;
    estimate.learn(said.logistic, stars);
  }
  const { reviews, squares, ofMean, within } = sums;
  const root = (sum: number): number => Math.sqrt(sum / Math.max(1, reviews));
  return { reviews, rmse: root(squares), rmseOfMean: root(ofMean), within: within / Math.max(1, reviews) };
};
