import { sigmoid, tanh } from "../gru/activations.ts";
import { LANES } from "../gru/cell.ts";
import { GruKernel } from "../gru/kernel.ts";
import { PackedMatrix } from "../gru/packed-matrix.ts";
import { GATES, WINDOW, type WindowWeights } from "./window-weights.ts";

/**
 * The layers of one window network in packed matrices, for one window or four at once: the same bits either way. One
 * object serves one thread and keeps nothing between calls.
 */
export class WindowLayers {
  readonly #weights: WindowWeights;
  readonly #kernel: PackedMatrix;
  readonly #recurrent: PackedMatrix;
  readonly #output: PackedMatrix;
  readonly #gates: Float64Array;
  readonly #hidden: Float64Array;
  readonly #cell: Float64Array;
  readonly #step: Float64Array;
  readonly #wide: Float64Array;
  readonly #encoder: GruKernel | undefined;
  readonly #decoder: GruKernel | undefined;
  /** Of the encoder and of the decoder, a row for each lane. */
  readonly #states: Float32Array;
  readonly #rows: Int32Array;

  constructor(weights: WindowWeights) {
    const { architecture, hiddenSize: n, kernel, recurrent, bias, output } = weights;
    const columns = GATES[architecture] * n;
    this.#weights = weights;
    this.#kernel = PackedMatrix.ofRows(kernel, kernel.length / columns, columns);
    this.#recurrent = PackedMatrix.ofRows(recurrent, recurrent.length / columns, columns);
    this.#output = PackedMatrix.ofRows(output, n, output.length / n);
    this.#gates = new Float64Array(this.#kernel.paddedColumns * LANES);
    this.#wide = new Float64Array(this.#output.paddedColumns * LANES);
    this.#hidden = new Float64Array(n * LANES);
    this.#cell = new Float64Array(n * LANES);
    this.#step = new Float64Array(LANES);
    this.#states = new Float32Array(2 * n * LANES);
    this.#rows = Int32Array.from({ length: LANES }, (_, lane) => lane * n);
    if (architecture !== "seq2seq") return;
    this.#encoder = new GruKernel({ inputSize: 1, hiddenSize: n, kernel, recurrent, bias });
    this.#decoder = new GruKernel({
      inputSize: n,
      hiddenSize: n,
      kernel: weights.decoderKernel,
      recurrent: weights.decoderRecurrent,
      bias: weights.decoderBias,
    });
  }

  /**
   * What follows the windows `x` `[24 x lanes]`, into `y` of the same shape.
   * @param lanes 1 or 4.
   * @param ahead steps that are wanted, 1 to 24: a decoder stops there.
   */
  run(x: Float64Array, y: Float64Array, lanes: number, ahead: number): void {
    if (this.#weights.architecture === "seq2seq") {
      this.#translate(x, y, lanes, ahead);
      return;
    }
    if (this.#weights.architecture === "feedforward") this.#dense(x, lanes);
    else this.#recur(x, lanes);
    this.#project(y, lanes);
  }

  #dense(x: Float64Array, lanes: number): void {
    this.#bias(this.#gates, this.#weights.bias, lanes);
    multiply(this.#kernel, x, this.#gates, lanes);
    const size = this.#weights.hiddenSize * lanes;
    for (let i = 0; i < size; i++) this.#hidden[i] = Math.max(0, this.#gates[i] ?? 0);
  }

  #recur(x: Float64Array, lanes: number): void {
    const { architecture, hiddenSize: n, bias } = this.#weights;
    const [gates, hidden] = [this.#gates, this.#hidden];
    hidden.fill(0);
    this.#cell.fill(0);
    for (let t = 0; t < WINDOW; t++) {
      for (let lane = 0; lane < lanes; lane++) this.#step[lane] = x[t * lanes + lane] ?? 0;
      this.#bias(gates, bias, lanes);
      multiply(this.#kernel, this.#step, gates, lanes);
      multiply(this.#recurrent, hidden, gates, lanes);
      if (architecture === "lstm") this.#advanceLstm(n * lanes);
      else for (let i = 0; i < n * lanes; i++) hidden[i] = tanh(gates[i] ?? 0);
    }
  }

  #advanceLstm(size: number): void {
    const [gates, hidden, cell] = [this.#gates, this.#hidden, this.#cell];
    for (let i = 0; i < size; i++) {
      const kept = sigmoid(gates[size + i] ?? 0) * (cell[i] ?? 0);
      const c = kept + sigmoid(gates[i] ?? 0) * tanh(gates[2 * size + i] ?? 0);
      cell[i] = c;
      hidden[i] = sigmoid(gates[3 * size + i] ?? 0) * tanh(c);
    }
  }

  #project(y: Float64Array, lanes: number): void {
    this.#bias(this.#wide, this.#weights.outputBias, lanes);
    multiply(this.#output, this.#hidden, this.#wide, lanes);
    for (let i = 0; i < WINDOW * lanes; i++) y[i] = this.#wide[i] ?? 0;
  }

  #translate(x: Float64Array, y: Float64Array, lanes: number, ahead: number): void {
    const { hiddenSize: n, output, outputBias } = this.#weights;
    const states = this.#states;
    const encoders = this.#rows.subarray(0, lanes);
    const decoders = encoders.map((row) => row + n * LANES);
    states.fill(0);
    for (let t = 0; t < WINDOW; t++) {
      for (let lane = 0; lane < lanes; lane++) this.#step[lane] = x[t * lanes + lane] ?? 0;
      this.#encoder?.stepBatch(states, encoders, this.#step);
    }
    for (let h = 0; h < ahead; h++) {
      this.#decoder?.stepBatch(states, decoders, states);
      for (let lane = 0; lane < lanes; lane++) {
        let sum = outputBias[0] ?? 0;
        const at = (LANES + lane) * n;
        for (let j = 0; j < n; j++) sum += (states[at + j] ?? 0) * (output[j] ?? 0);
        y[h * lanes + lane] = sum;
      }
    }
  }

  #bias(into: Float64Array, bias: Float32Array, lanes: number): void {
    for (let column = 0, at = 0; column < bias.length; column++)
      for (let lane = 0; lane < lanes; lane++, at++) into[at] = bias[column] ?? 0;
  }
}

const multiply = (matrix: PackedMatrix, x: Float64Array, y: Float64Array, lanes: number): void => {
  if (lanes === 1) matrix.multiply(x, y);
  else matrix.multiply4(x, y);
};
