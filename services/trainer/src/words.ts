import { setImmediate } from "node:timers/promises";
import type { ReviewEvent } from "@millrace/events";
import type { TrainedNetwork, WordWeights } from "@millrace/neural";
import type { TrainingOptions } from "@millrace/neural/training";
import { corpusOf, negativeSampling, sentencesOf, withPieces } from "@millrace/text";

/** Texts that the first vectors wait for: neighbours by use show early, and are trained in seconds. */
export const WORD_TEXTS_MIN = 200;
/** Newest texts learned from. */
const TEXTS_MAX = 20_000;
/** Least count of a word with a vector of its own. */
const MIN_COUNT = 4;
const WORDS_MAX = 20_000;
const PIECES = 20_000;
const SETTINGS = { size: 50, window: 5, negatives: 5, rate: 0.05 } as const;
/** Words to be passed over in all: few texts are read more often than many. */
const WORDS_PASSED = 2_000_000;
const EPOCHS_MIN = 3;
const EPOCHS_MAX = 40;
const SEED = 1;

/** Texts of reviews, newest kept: what vectors of words are learned from. */
export class WordLog {
  readonly #textsMax: number;
  #texts: string[] = [];

  /** @param textsMax newest texts kept, about. */
  constructor(textsMax: number) {
    this.#textsMax = Math.min(textsMax, TEXTS_MAX);
  }

  /** Takes the next review; one without text teaches nothing. */
  add({ text, deleted }: ReviewEvent): void {
    if (text === undefined || deleted) return;
    this.#texts.push(text);
    if (this.#texts.length > this.#textsMax * 1.1) this.#texts = this.#texts.slice(-this.#textsMax);
  }

  /** The sentences of all texts, oldest first. About 10 µs a text: reading a stream must cost less than that. */
  sentences(): readonly (readonly string[])[] {
    return this.#texts.flatMap((text) => sentencesOf(text));
  }
}

/**
 * Trains vectors of words by skip-gram with negative sampling, and pieces for words that never came. Other work gets its
 * turn in between. @throws {RangeError} where no word came often enough
 */
export const trainWords = async (
  sentences: readonly (readonly string[])[],
  options: TrainingOptions,
): Promise<TrainedNetwork<WordWeights>> => {
  const clock = options.clockMs ?? (() => performance.now());
  const began = clock();
  const corpus = corpusOf(sentences, MIN_COUNT, WORDS_MAX);
  if (corpus.words.length === 0) throw new RangeError("no word came often enough");
  const examples = corpus.counts.reduce((sum, count) => sum + count, 0);
  const epochs = Math.min(EPOCHS_MAX, Math.max(EPOCHS_MIN, Math.ceil(WORDS_PASSED / examples)));
  // Among few words each is frequent: none may be passed over for that alone.
  const subsample = Math.max(1e-3, 1 / corpus.words.length);
  const seed = options.seed ?? SEED;
  const run = negativeSampling(corpus, { ...SETTINGS, epochs, subsample, method: "skip-gram", seed });
  const late = (): boolean => clock() - began > (options.timeBudgetMs ?? Number.POSITIVE_INFINITY);
  let next = run.next();
  while (!next.done) {
    await setImmediate();
    next = run.next(late());
  }
  const weights = withPieces(next.value, PIECES);
  const card = {
    kind: "words" as const,
    created: options.created,
    dataRange: options.dataRange,
    backend: "javascript",
    seed,
    shapes: { vectors: [weights.words.length, weights.size], pieces: [PIECES, weights.size] },
    parameters: weights.vectors.length,
    settings: { ...SETTINGS, epochs, subsample },
    epochs: [],
    bestEpoch: 0,
    stopped: late() ? ("time" as const) : ("epochs" as const),
    trainingExamples: examples,
    validationExamples: 0,
    validation: { words: weights.words.length },
    seconds: (clock() - began) / 1000,
  };
  return { weights, card };
};
