import { type NextItemWeights, SENTENCE_BEGIN, SENTENCE_END, type TrainedNetwork } from "@millrace/neural";
import { type TrainingOptions, trainNextItem } from "@millrace/neural/training";

/** Texts that the first language model waits for. */
export const LANGUAGE_TEXTS_MIN = 2_000;
/** Words that it knows at most, the most frequent: each word asked for costs one product with all of them. */
const WORDS_MAX = 4_000;
/** Newest sentences learned from. */
const SENTENCES_MAX = 60_000;
const TIME_MS_MAX = 45_000;

/**
 * Trains a GRU over words: a next-item network whose sessions are sentences, with marks at both ends. The loss runs over
 * a sample of the words. @throws {RangeError} where there is nothing to train on
 */
export const trainLanguage = async (
  sentences: readonly (readonly string[])[],
  options: TrainingOptions,
): Promise<TrainedNetwork<NextItemWeights>> => {
  const { weights, card } = await trainNextItem(
    sentences.slice(-SENTENCES_MAX).map((sentence) => [SENTENCE_BEGIN, ...sentence, SENTENCE_END]),
    {
      hidden: 64,
      dropout: 0.2,
      epochs: 8,
      learningRate: 0.005,
      ...options,
      timeBudgetMs: Math.min(TIME_MS_MAX, options.timeBudgetMs ?? TIME_MS_MAX),
      itemsMax: WORDS_MAX,
      fullSoftmaxItemsMax: 1_000,
      negatives: 512,
      judgedMax: 2_000,
    },
  );
  return { weights: { ...weights, kind: "language" }, card: { ...card, kind: "language" } };
};
