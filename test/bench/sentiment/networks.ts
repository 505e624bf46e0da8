import { openText, type TextNetwork, tokenId } from "@millrace/neural";
import { trainText } from "@millrace/neural/training";
import { embeddingOf } from "@millrace/service-trainer";
import { tokensOf, type WordVectors } from "@millrace/text";
import { type Score, scoreOf } from "./scores.ts";
import { FOLDS, type Labelled } from "./texts.ts";

/** Rows of the embedding. */
export const BUCKETS = 8_192;

/** One network and how it is trained. */
export interface NetworkPlan {
  readonly name: string;
  readonly network: TextNetwork;
  readonly hidden: number;
  readonly embedding: number;
  /** Vectors of words from elsewhere, frozen or tuned. @default drawn and tuned */
  readonly vectors?: { readonly from: WordVectors; readonly frozen: boolean };
}

/** Bounds of one training. */
export interface TrainingBounds {
  readonly epochs: number;
  /** Training ends then, with the best weights so far. */
  readonly budgetMs: number;
  readonly wordsMax: number;
  readonly batch: number;
}

/** How a network did, and how its training went. */
export interface NetworkScore extends Score {
  readonly seconds: number;
  readonly epochs: number;
  readonly stopped: string;
  /** Mean global norm of the gradient in each pass, before and after clipping. */
  readonly norms: readonly (readonly [before: number, after: number])[];
}

/** Trained on all folds but the last, the last tenth of which tells when to stop; judged on the last, as served. */
export const networkScore = async (
  texts: readonly Labelled[],
  { name, network, hidden, embedding, vectors }: NetworkPlan,
  { epochs, budgetMs, wordsMax, batch }: TrainingBounds,
): Promise<NetworkScore> => {
  const read = texts.map(({ text, positive, fold }) => {
    const tokens = tokensOf(text);
    return {
      tokens,
      fold,
      ids: tokens.map((word) => tokenId(word, BUCKETS)),
      label: positive ? 1 : 0,
    } as const;
  });
  const training = read.filter(({ fold }) => fold !== FOLDS - 1);
  const judged = read.filter(({ fold }) => fold === FOLDS - 1);
  const start =
    vectors === undefined
      ? {}
      : {
          vectors: embeddingOf(
            vectors.from,
            training.map(({ tokens }) => tokens),
            BUCKETS,
          ),
          frozen: vectors.frozen,
        };
  const { weights, card } = await trainText(training, {
    created: new Date().toISOString(),
    dataRange: { origin: "bench" },
    network,
    hidden,
    embedding: vectors?.from.size ?? embedding,
    buckets: BUCKETS,
    dropout: 0.4,
    epochs,
    batch,
    wordsMax,
    timeBudgetMs: budgetMs,
    ...start,
  });
  const reader = openText(weights);
  const began = performance.now();
  const scores = judged.map(({ ids }) => reader.probability(ids));
  const msPerText = (performance.now() - began) / judged.length;
  const labels = judged.map(({ label }) => label === 1);
  return {
    ...scoreOf(name, scores, labels),
    parameters: card.parameters,
    msPerText,
    seconds: card.seconds,
    epochs: card.epochs.length,
    stopped: card.stopped,
    norms: card.epochs.map(({ gradientNorm, clippedNorm }) => [gradientNorm, clippedNorm]),
  };
};
