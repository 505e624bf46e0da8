export {
  type AspectRow,
  type AspectSummary,
  decodeAspects,
  encodeAspects,
  summariseAspects,
} from "./aspects/aspect-row.ts";
export { ASPECTS_MAX, type Aspect, aspectsOf } from "./aspects/aspects.ts";
export { type AspectSaid, ItemAspects } from "./aspects/item-aspects.ts";
export { type PartOfSpeech, partsOfSpeech, type TaggedWord, type Tagger } from "./aspects/tagged.ts";
export { type BagGlobals, BagOfWords, type BagScores, type BagText, leanOf } from "./bag/bag-of-words.ts";
export { BagReplica } from "./bag/bag-replica.ts";
export { type LabelledVector, type LassoPoint, lassoPath } from "./bag/lasso-path.ts";
export { LinearSvm } from "./bag/linear-svm.ts";
export { LogisticRegression } from "./bag/logistic-regression.ts";
export { type SparseText, tfIdf } from "./bag/tf-idf.ts";
export { BUCKETS, featuresOf } from "./features.ts";
export { type Counted, ItemSentiment } from "./item-sentiment.ts";
export type { Completion, NextWords } from "./language/completion.ts";
export { generatedSentence } from "./language/generated.ts";
export { type Expected, LanguageModel, natsOf } from "./language/language-model.ts";
export { LanguageReplica } from "./language/language-replica.ts";
export { BACKED_BY, type Judged, Mixture } from "./language/mixture.ts";
export { sentencesOf } from "./language/sentences.ts";
export { type WriterGuess, Writers } from "./language/writers.ts";
export { lemmaOf } from "./lemmas/lemma.ts";
export { lexiconScore, valenceOf, valenceSum } from "./lexicon/lexicon.ts";
export { NaiveBayes } from "./naive-bayes.ts";
export { NaiveBayesReplica } from "./naive-bayes-replica.ts";
export { porter2 } from "./porter2.ts";
export type { ByClass } from "./posterior.ts";
export {
  CHARS_READ,
  type PreprocessingStep,
  preprocess,
  preprocessingSteps,
  type StepSwitches,
  tokensOf,
} from "./preprocess.ts";
export { type EstimatedRating, RatingEstimate } from "./rating-estimate.ts";
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
export { stopWords } from "./stop-words.ts";
export { type Corpus, corpusOf } from "./vectors/corpus.ts";
export { type GloveOptions, glove } from "./vectors/glove.ts";
export { negativeSampling, type SamplingOptions } from "./vectors/negative-sampling.ts";
export { type SimilarWord, WordNeighbours, type WordVectors, withPieces } from "./vectors/word-vectors.ts";
