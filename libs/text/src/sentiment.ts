/** What a text says of an item. */
export type Sentiment = "positive" | "negative" | "neutral";

/** Probability of positive from which a text counts as positive. */
export const POSITIVE_FROM = 0.6;
/** Probability of positive up to which a text counts as negative. */
export const NEGATIVE_UP_TO = 0.4;

/** The sentiment that a probability of positive stands for: undecided between 0.4 and 0.6 is neutral. */
export const sentimentLabel = (probability: number): Sentiment => {
  if (probability >= POSITIVE_FROM) return "positive";
  return probability <= NEGATIVE_UP_TO ? "negative" : "neutral";
};

/** The label that stars give a text: up to 2 negative, from 4 on positive, 2.5 to 3.5 neutral (nothing is learned). */
export const starsLabel = (rating: number): Sentiment => {
  if (rating >= 4) return "positive";
  return rating <= 2 ? "negative" : "neutral";
};
