import type { Settings, TrainingOptions } from "./options.ts";

/** What is maximised or minimised: over all items, or over the target and sampled negatives. */
export type NextItemLoss = "cross-entropy" | "bpr-max" | "top1-max";

/**
 * Options of the next-item network. Defaults: hidden 64, embedding as wide, 30 epochs, 64 lanes, 16 steps, rate 0.01,
 * dropout 0.35. Shared embeddings and dropout gain most on real sessions, see docs/gru4rec.md.
 */
export interface NextItemOptions extends TrainingOptions {
  /** Most items learned; the rarest are unknown. @default 50,000 */
  readonly itemsMax?: number;
  /** Items up to which the loss runs over all; above, over a sample. @default 4,000 */
  readonly fullSoftmaxItemsMax?: number;
  /** Items drawn beside a mini-batch's own, where the loss is sampled. @default 1,024 */
  readonly negatives?: number;
  /** Power of an item's clicks by which it is drawn: 1 by popularity, 0 all alike. @default 0.75 */
  readonly sampleAlpha?: number;
  /** How much of the sampling's bias is taken off the logits, 0 to 1; only for cross-entropy. @default 1 */
  readonly logQ?: number;
  /** @default "cross-entropy" */
  readonly loss?: NextItemLoss;
  /** λ of BPR-max. @default 1 */
  readonly scorePenalty?: number;
  /** Share of the embedding that is dropped while training. @default 0.25 */
  readonly embeddingDropout?: number;
  /**
   * Whether inputs and outputs share one vector per item; the embedding is then as wide as the state.
   * @default whether it is
   */
  readonly sharedEmbedding?: boolean;
  /** @default "adam" */
  readonly optimizer?: "adam" | "adagrad";
  /** Of Adagrad. @default 0 */
  readonly momentum?: number;
  /** Most predictions judged after an epoch, the last ones. @default 10,000 */
  readonly judgedMax?: number;
}

/** The options that only this network has, all set. */
export type NextItemRecipe = Required<Omit<NextItemOptions, keyof TrainingOptions | "itemsMax">>;

/** Options over the defaults. @throws {RangeError} where a shared embedding is not as wide as the state */
export const recipeOf = (options: NextItemOptions, settings: Settings): NextItemRecipe => {
  const { loss = "cross-entropy", sharedEmbedding = settings.embedding === settings.hidden } = options;
  if (sharedEmbedding && settings.embedding !== settings.hidden)
    throw new RangeError(
      `a shared embedding is as wide as the state: ${settings.embedding} is not ${settings.hidden}`,
    );
  return {
    fullSoftmaxItemsMax: options.fullSoftmaxItemsMax ?? 4_000,
    negatives: options.negatives ?? 1_024,
    sampleAlpha: options.sampleAlpha ?? 0.75,
    logQ: loss === "cross-entropy" ? (options.logQ ?? 1) : 0,
    loss,
    scorePenalty: options.scorePenalty ?? 1,
    embeddingDropout: options.embeddingDropout ?? 0.25,
    sharedEmbedding,
    optimizer: options.optimizer ?? "adam",
    momentum: options.momentum ?? 0,
    judgedMax: options.judgedMax ?? 10_000,
  };
};
