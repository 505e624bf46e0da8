import { RatingModel } from "@millrace/factors";
import { hash32 } from "@millrace/state";
import { BagOfWords, featuresOf, RatingEstimate, starsLabel, tokensOf } from "@millrace/text";
import { reviewsWithStars } from "./texts.ts";

/** Root mean squared errors of the stars that were given, predicted before they were seen. */
export interface EffectOnRatings {
  readonly judged: number;
  readonly hidden: number;
  /** Reviews whose stars are hidden say nothing. */
  readonly without: number;
  /** They give the stars that their texts stand for. */
  readonly fromText: number;
  /** They give their true stars: the most that could be gained. */
  readonly withTrue: number;
}

/**
 * Half of the reviews, by a hash, come without stars. What each way to treat them makes of the stars of the others:
 * test-then-train in order of time, by ALS as it serves.
 */
export const effectOnRatings = (folder: string): EffectOnRatings => {
  const reviews = reviewsWithStars(folder);
  const bag = new BagOfWords();
  const estimate = new RatingEstimate();
  const models = {
    without: new RatingModel({ seed: 1 }),
    fromText: new RatingModel({ seed: 1 }),
    withTrue: new RatingModel({ seed: 1 }),
  };
  const squares = { without: 0, fromText: 0, withTrue: 0 };
  let [judged, hidden] = [0, 0];
  const names = ["without", "fromText", "withTrue"] as const;
  for (const { id, userId, itemId, text, stars } of reviews) {
    const tokens = tokensOf(text);
    const isHidden = hash32(id) % 2 === 0;
    const label = isHidden ? "neutral" : starsLabel(stars);
    const said = bag.read(
      { tokens, features: featuresOf(tokens) },
      label === "neutral" ? undefined : label === "positive",
    );
    if (isHidden) {
      hidden++;
      models.withTrue.learn({ userId, itemId, rating: stars });
      models.fromText.learn({ userId, itemId, rating: estimate.of(said.logistic).rating });
      continue;
    }
    judged++;
    for (const name of names) {
      squares[name] += (models[name].predict(userId, itemId).als - stars) ** 2;
      models[name].learn({ userId, itemId, rating: stars });
    }
    estimate.learn(said.logistic, stars);
  }
  const root = (sum: number): number => Math.sqrt(sum / Math.max(1, judged));
  return {
    judged,
    hidden,
    without: root(squares.without),
    fromText: root(squares.fromText),
    withTrue: root(squares.withTrue),
  };
};
