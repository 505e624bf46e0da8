import type { EpochRecord } from "../card.ts";

/** How a network is trained. Every default is per network, see its training function. */
export interface TrainingOptions {
  /** For the card: RFC 3339. */
  readonly created: string;
  /** For the card: what the data are, such as offsets per partition. */
  readonly dataRange: Readonly<Record<string, string | number>>;
  /** Size of the hidden state. */
  readonly hidden?: number;
  /** Size of the embedding, where the network has one. */
  readonly embedding?: number;
  /** Most passes over the training data. */
  readonly epochs?: number;
  /** Lanes or texts that are trained at once. */
  readonly batch?: number;
  /** Steps of truncated backpropagation. */
  readonly steps?: number;
  /** Of Adam. */
  readonly learningRate?: number;
  /** Greatest global norm of a gradient. @default 1 */
  readonly clipNorm?: number;
  /** Share of the last hidden layer that is dropped while training. */
  readonly dropout?: number;
  /** Epochs without gain after which training ends. @default 3 */
  readonly patience?: number;
  /** The same seed and data give the same weights on one backend, unless the time runs out. @default 1 */
  readonly seed?: number;
  /** Last part in time that is judged and not learned. @default 0.1 */
  readonly validationShare?: number;
  /** Time after which training ends with the best weights so far. @default no limit */
  readonly timeBudgetMs?: number;
  /** Called after each epoch. */
  readonly onProgress?: (epoch: EpochRecord) => void;
  /** Milliseconds since any fixed moment. @default performance.now */
  readonly clockMs?: () => number;
}

/** The options that the training loop itself needs, all set. */
export interface Settings {
  readonly hidden: number;
  readonly embedding: number;
  readonly epochs: number;
  readonly batch: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly clipNorm: number;
  readonly dropout: number;
  readonly patience: number;
  readonly seed: number;
  readonly validationShare: number;
}

/** Options over a network's defaults. @throws {RangeError} where a size is not a whole number from 1 on. */
export const settingsOf = (
  options: TrainingOptions,
  defaults: Pick<
    Settings,
    "hidden" | "embedding" | "epochs" | "batch" | "steps" | "learningRate" | "dropout"
  >,
): Settings => {
  const settings: Settings = {
    hidden: options.hidden ?? defaults.hidden,
    embedding: options.embedding ?? defaults.embedding,
    epochs: options.epochs ?? defaults.epochs,
    batch: options.batch ?? defaults.batch,
    steps: options.steps ?? defaults.steps,
    learningRate: options.learningRate ?? defaults.learningRate,
    clipNorm: options.clipNorm ?? 1,
    dropout: options.dropout ?? defaults.dropout,
    patience: options.patience ?? 3,
    seed: options.seed ?? 1,
    validationShare: options.validationShare ?? 0.1,
  };
  for (const name of ["hidden", "embedding", "epochs", "batch", "steps"] as const) {
    if (!Number.isInteger(settings[name]) || settings[name] < 1)
      throw new RangeError(`${name} is ${settings[name]}, not a whole number from 1 on`);
  }
  return settings;
};
