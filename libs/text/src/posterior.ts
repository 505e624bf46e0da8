/** How many of something each class has. */
export interface ByClass {
  readonly negative: number;
  readonly positive: number;
}

/** What naive Bayes knows: all that a prediction depends on, and all of it whole numbers that add up over partitions. */
export interface BayesCounts {
  /** How often each feature occurred in the texts learned: `[buckets x 2]`, negative then positive. */
  readonly features: Int32Array;
  /** Sums of `features` over the buckets. */
  readonly words: ByClass;
  /** Texts learned. */
  readonly texts: ByClass;
}

/** Pseudo-count of a feature in the class with fewer words; the other class gets more, in proportion to its words. */
const PSEUDO_COUNT = 2;
/** The evidence of L distinct features is damped by DAMPING / √L, once that is below 1. */
const DAMPING = 2;

/** Share of positive texts with one pseudo-text in each class: 0.5 before the first. The trivial rung. */
export const priorOf = ({ texts }: BayesCounts): number =>
  (texts.positive + 1) / (texts.positive + texts.negative + 2);

/**
 * Probability of the positive class by multinomial naive Bayes, in log space. Pure; O(features), about 50 ns each.
 *
 *   logit p = log((N₊ + 1) / (N₋ + 1)) + min(1, 2 / √L) · Σ_f [log((n₊f + α₊) / (n₋f + α₋)) − log(W₊ / W₋)]
 *
 * with N texts and W features of a class, n its count of feature f, and L distinct features f of the text. It differs
 * from the textbook in three ways, all for the sake of calibration where classes are unequal (19 of 20 reviews are
 * positive) and texts long:
 *
 * - Lidstone's pseudo-counts are α_c = 2·W_c / min(W₊, W₋), proportional to the classes' words. With equal ones every
 *   unseen word votes for the class with fewer words, and words seen once or twice for the other (Rennie et al. 2003
 *   describe the bias). Here an unseen word says exactly nothing, a rare one little.
 * - Words of a text are not independent, and each comes again in two pairs, so the sum grows too fast with the length.
 *   It is damped to the √L with which a sum of noise grows: between full trust and a mean over words.
 * - A feature votes once however often the text repeats it. It is learned as often as it occurs, though: counts of
 *   distinct words would make common ones look rarer in the class with the longer texts.
 *
 * While a class has no words there is no evidence: the prior answers.
 */
export const posteriorOf = (counts: BayesCounts, features: readonly number[]): number =>
  posteriorOfDistinct(counts, Int32Array.from(new Set(features)));

/** The same where no feature is repeated. */
export const posteriorOfDistinct = (counts: BayesCounts, distinct: Int32Array): number => {
  const { words, texts } = counts;
  const prior = Math.log((texts.positive + 1) / (texts.negative + 1));
  const fewer = Math.min(words.negative, words.positive);
  if (fewer === 0 || distinct.length === 0) return logistic(prior);
  const smoothNegative = (PSEUDO_COUNT * words.negative) / fewer;
  const smoothPositive = (PSEUDO_COUNT * words.positive) / fewer;
  let evidence = -distinct.length * Math.log(words.positive / words.negative);
  for (let i = 0; i < distinct.length; i++) {
    const feature = distinct[i] ?? 0;
    const negative = counts.features[feature * 2] ?? 0;
    const positive = counts.features[feature * 2 + 1] ?? 0;
    evidence += Math.log((positive + smoothPositive) / (negative + smoothNegative));
  }
  return logistic(prior + evidence * Math.min(1, DAMPING / Math.sqrt(distinct.length)));
};

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
