/** Values that a window network reads, and values that it foretells at once. */
export const WINDOW = 24;
/** The window networks, from the simplest up. */
export const ARCHITECTURES = ["feedforward", "rnn", "lstm", "seq2seq"] as const;
/** One of them. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** Gates of a recurrent layer by architecture: columns of its matrices in units of the hidden size. */
export const GATES: Readonly<Record<Architecture, number>> = { feedforward: 1, rnn: 1, lstm: 4, seq2seq: 3 };

/**
 * Weights of a network that reads the last 24 values of any series, scaled, and foretells the next 24: a hidden layer
 * of rectified units on all of them, or a recurrent layer over them one by one, laid out as Keras does (LSTM gates: input,
 * forget, candidate, output; GRU: update, reset, candidate, reset before the product). "seq2seq" is an encoder-decoder:
 * a second GRU runs 24 steps on the first one's last state (Cho et al. 2014).
 */
export interface WindowWeights {
  readonly architecture: Architecture;
  readonly hiddenSize: number;
  /** `[inputs x gates·hidden]`; 24 inputs without recurrence, else 1. */
  readonly kernel: Float32Array;
  /** `[hidden x gates·hidden]`; empty without recurrence. */
  readonly recurrent: Float32Array;
  /** `[gates·hidden]`. */
  readonly bias: Float32Array;
  /** Of the decoder `[hidden x 3·hidden]`, the same, `[3·hidden]`; empty where there is none. */
  readonly decoderKernel: Float32Array;
  readonly decoderRecurrent: Float32Array;
  readonly decoderBias: Float32Array;
  /** `[hidden x 24]`, or with a decoder `[hidden x 1]`. */
  readonly output: Float32Array;
  /** `[24]`, or with a decoder `[1]`. */
  readonly outputBias: Float32Array;
}
