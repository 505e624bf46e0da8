export { BUCKETS, featuresOf } from "./features.ts";
export { type Counted, ItemSentiment } from "./item-sentiment.ts";
export { NaiveBayes } from "./naive-bayes.ts";
export { NaiveBayesReplica } from "./naive-bayes-replica.ts";
export type { ByClass } from "./posterior.ts";
export {
  type PreprocessingStep,
  preprocess,
  preprocessingSteps,
  type StepSwitches,
  tokensOf,
} from "./preprocess.ts";
export { NEGATIVE_UP_TO, POSITIVE_FROM, type Sentiment, sentimentLabel, starsLabel } from "./sentiment.ts";
export {
  decodeSentiment,
  encodeSentiment,
  HALF_LIFE_MS,
  mergeSentiment,
  type SentimentRow,
  type SentimentSummary,
  summariseSentiment,
} from "./sentiment-row.ts";
