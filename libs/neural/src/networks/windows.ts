import { sigmoid, tanh } from "../gru/activations.ts";
import { GruKernel } from "../gru/kernel.ts";

/** Values that a window network reads, and values that it foretells at once. */
export const WINDOW = 24;
/** Scaled inputs are cut off here. */
const LIMIT = 8;

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

/**
 * Scales a window: each value less the newest one, in units of the window's mean absolute deviation, oldest first.
 * @param history values, newest first from `at`.
 * @returns the unit; 0 where all values are equal.
 */
export const scaleWindow = (history: ArrayLike<number>, at: number, into: Float64Array): number => {
  let mean = 0;
  for (let i = 0; i < WINDOW; i++) mean += (history[at + i] ?? 0) / WINDOW;
  let unit = 0;
  for (let i = 0; i < WINDOW; i++) unit += Math.abs((history[at + i] ?? 0) - mean) / WINDOW;
  const last = history[at] ?? 0;
  for (let i = 0; i < WINDOW; i++) {
    const scaled = unit > 0 ? ((history[at + WINDOW - 1 - i] ?? 0) - last) / unit : 0;
    into[i] = Math.max(-LIMIT, Math.min(LIMIT, scaled));
  }
  return unit;
};

/** Serves one window network in plain typed arrays. One object serves one thread and keeps nothing between calls. */
export class WindowNet {
  readonly architecture: Architecture;
  readonly #weights: WindowWeights;
  readonly #x = new Float64Array(WINDOW);
  readonly #y = new Float64Array(WINDOW);
  readonly #hidden: Float64Array;
  readonly #cell: Float64Array;
  readonly #gates: Float64Array;
  readonly #states: Float32Array;
  readonly #encoder: GruKernel | undefined;
  readonly #decoder: GruKernel | undefined;

  constructor(weights: WindowWeights) {
    const { architecture, hiddenSize, kernel, recurrent, bias } = weights;
    const { decoderKernel, decoderRecurrent, decoderBias } = weights;
    this.architecture = architecture;
    this.#weights = weights;
    this.#hidden = new Float64Array(hiddenSize);
    this.#cell = new Float64Array(hiddenSize);
    this.#gates = new Float64Array(GATES[architecture] * hiddenSize);
    this.#states = new Float32Array(2 * hiddenSize);
    if (architecture !== "seq2seq") return;
    this.#encoder = new GruKernel({ inputSize: 1, hiddenSize, kernel, recurrent, bias });
    const decoder = { kernel: decoderKernel, recurrent: decoderRecurrent, bias: decoderBias };
    this.#decoder = new GruKernel({ inputSize: hiddenSize, hiddenSize, ...decoder });
  }

  /**
   * The next `horizon` values, 24 at a time, each block read as if it had come. Undefined where fewer than 24 values are
   * known or all of them are equal. 2 µs (feedforward) to 40 µs (seq2seq) a block of 24.
   * @param recent values, newest first.
   */
  path(recent: ArrayLike<number>, known: number, horizon: number): Float64Array | undefined {
    if (known < WINDOW) return undefined;
    const values = new Float64Array(horizon + 2 * WINDOW);
    let base = horizon + WINDOW;
    for (let i = 0; i < WINDOW; i++) values[base + i] = recent[i] ?? 0;
    const path = new Float64Array(horizon);
    for (let done = 0; done < horizon; done += WINDOW) {
      const unit = scaleWindow(values, base, this.#x);
      if (!(unit > 0)) return undefined;
      const last = values[base] ?? 0;
      this.#run();
      for (let h = 0; h < WINDOW; h++) {
        const value = last + unit * Math.max(-LIMIT, Math.min(LIMIT, this.#y[h] ?? 0));
        values[base - 1 - h] = value;
        if (done + h < horizon) path[done + h] = value;
      }
      base -= WINDOW;
    }
    return path;
  }

  #run(): void {
    if (this.architecture === "seq2seq") {
      this.#translate();
      return;
    }
    if (this.architecture === "feedforward") this.#dense();
    else this.#recur();
    this.#project();
  }

  #dense(): void {
    const { hiddenSize: n, kernel, bias } = this.#weights;
    for (let j = 0; j < n; j++) {
      let sum = bias[j] ?? 0;
      for (let i = 0; i < WINDOW; i++) sum += (this.#x[i] ?? 0) * (kernel[i * n + j] ?? 0);
      this.#hidden[j] = Math.max(0, sum);
    }
  }

  #recur(): void {
    const { hiddenSize: n, kernel, recurrent, bias } = this.#weights;
    const [gates, hidden, cell] = [this.#gates, this.#hidden, this.#cell];
    hidden.fill(0);
    cell.fill(0);
    const width = gates.length;
    for (let t = 0; t < WINDOW; t++) {
      const x = this.#x[t] ?? 0;
      for (let g = 0; g < width; g++) gates[g] = (bias[g] ?? 0) + x * (kernel[g] ?? 0);
      for (let j = 0; j < n; j++) {
        const h = hidden[j] ?? 0;
        for (let g = 0; g < width; g++) gates[g] = (gates[g] ?? 0) + h * (recurrent[j * width + g] ?? 0);
      }
      if (this.architecture === "rnn") for (let j = 0; j < n; j++) hidden[j] = tanh(gates[j] ?? 0);
      else this.#advanceLstm(n);
    }
  }

  #advanceLstm(n: number): void {
    const [gates, hidden, cell] = [this.#gates, this.#hidden, this.#cell];
    for (let j = 0; j < n; j++) {
      const kept = sigmoid(gates[n + j] ?? 0) * (cell[j] ?? 0);
      const c = kept + sigmoid(gates[j] ?? 0) * tanh(gates[2 * n + j] ?? 0);
      cell[j] = c;
      hidden[j] = sigmoid(gates[3 * n + j] ?? 0) * tanh(c);
    }
  }

  #project(): void {
    const { hiddenSize: n, output, outputBias } = this.#weights;
    for (let h = 0; h < WINDOW; h++) {
      let sum = outputBias[h] ?? 0;
      for (let j = 0; j < n; j++) sum += (this.#hidden[j] ?? 0) * (output[j * WINDOW + h] ?? 0);
      this.#y[h] = sum;
    }
  }

  #translate(): void {
    const { hiddenSize: n, output, outputBias } = this.#weights;
    const states = this.#states;
    states.fill(0);
    for (let t = 0; t < WINDOW; t++) this.#encoder?.step(states, 0, this.#x, t);
    for (let h = 0; h < WINDOW; h++) {
      this.#decoder?.step(states, n, states, 0);
      let sum = outputBias[0] ?? 0;
      for (let j = 0; j < n; j++) sum += (states[n + j] ?? 0) * (output[j] ?? 0);
      this.#y[h] = sum;
    }
  }
}
