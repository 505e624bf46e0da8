/** How one pass over the training data went. */
export interface EpochRecord {
  readonly epoch: number;
  /** Mean over the examples of the epoch, before dropout is taken off. */
  readonly trainingLoss: number;
  /** By the serving code, with the weights as they stood after the epoch. */
  readonly validationLoss: number;
  /** Mean global norm of the gradient over the batches. */
  readonly gradientNorm: number;
  /** The same after clipping: what was applied. */
  readonly clippedNorm: number;
  readonly seconds: number;
}

/** The kinds of models that are trained apart from the services: networks, hidden states of sessions, vectors of words. */
export const networkKinds = [
  "next-item",
  "series",
  "text",
  "text-average",
  "text-rnn",
  "text-lstm",
  "text-bilstm",
  "hidden-markov",
  "words",
  "language",
  "tagger",
  "boltzmann",
  "autoencoder",
] as const;
/** One of {@link networkKinds}. */
export type NetworkKind = (typeof networkKinds)[number];

/** Why training ended: all epochs run, no gain for some epochs, or no time left. */
export type StopReason = "epochs" | "patience" | "time";

/** What is known about how a set of weights came about; plain JSON, travels with the weights. */
export interface TrainingCard {
  readonly kind: NetworkKind;
  /** RFC 3339; given by the caller. */
  readonly created: string;
  /** What the weights were trained on, such as offsets per partition; given by the caller. */
  readonly dataRange: Readonly<Record<string, string | number>>;
  readonly backend: string;
  readonly seed: number;
  /** Of each trained array. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Trained numbers. */
  readonly parameters: number;
  /** Of the optimiser and the batches. */
  readonly settings: Readonly<Record<string, number>>;
  readonly epochs: readonly EpochRecord[];
  /** The epoch whose weights these are: the least validation loss. */
  readonly bestEpoch: number;
  readonly stopped: StopReason;
  /** Learnable predictions in one epoch. */
  readonly trainingExamples: number;
  /** Predictions judged. */
  readonly validationExamples: number;
  /** Of the best epoch, judged as served. */
  readonly validation: Readonly<Record<string, number>>;
  /** What simpler models make of the same predictions: by model, then by the metric's name in `validation`. */
  readonly beside?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly seconds: number;
}
