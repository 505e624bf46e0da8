import { sigmoid, tanh } from "../gru/activations.ts";
import { PackedMatrix } from "../gru/packed-matrix.ts";
import { gatesOf, type TextCell } from "./text-kinds.ts";

/** Weights of one direction of reading, laid out as Keras does; an LSTM's gates are input, forget, candidate, output. */
export interface CellWeights {
  /** `[inputSize x gates·hidden]`, row-major. */
  readonly kernel: Float32Array;
  /** `[hidden x gates·hidden]`, row-major; empty for the average, which has no memory. */
  readonly recurrent: Float32Array;
  /** `[gates·hidden]`. */
  readonly bias: Float32Array;
}

/** What a cell reads: rows of an embedding. */
export interface CellInputs {
  readonly cell: TextCell;
  /** Rows of the embedding. */
  readonly buckets: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** `[buckets x inputSize]`, row-major. */
  readonly embedding: Float32Array;
}

/**
 * Steps one cell over rows of an embedding. A row's share of the gates, x·W, is worked out when the row first comes and
 * kept. One text at a time: the working arrays are its own.
 */
export class CellReader {
  /** The state: valid until the next step. */
  readonly hidden: Float64Array;
  readonly #inputs: CellInputs;
  readonly #kernel: PackedMatrix;
  readonly #recurrent: PackedMatrix;
  readonly #bias: Float64Array;
  readonly #columns: number;
  /** x·W of every row met, `[buckets x columns]`. */
  readonly #table: Float32Array;
  readonly #met: Uint8Array;
  readonly #input: Float64Array;
  readonly #gates: Float64Array;
  readonly #product: Float64Array;
  readonly #memory: Float64Array;

  /** Copies the matrices, not the embedding. */
  constructor(inputs: CellInputs, { kernel, recurrent, bias }: CellWeights) {
    const { cell, inputSize, hiddenSize, buckets } = inputs;
    this.#inputs = inputs;
    this.#columns = gatesOf(cell) * hiddenSize;
    this.#kernel = PackedMatrix.ofRows(kernel, inputSize, this.#columns);
    this.#recurrent = PackedMatrix.ofRows(recurrent, recurrent.length / this.#columns, this.#columns);
    this.#bias = Float64Array.from(bias);
    this.#table = new Float32Array(buckets * this.#columns);
    this.#met = new Uint8Array(buckets);
    this.#input = new Float64Array(inputSize);
    this.#gates = new Float64Array(this.#kernel.paddedColumns);
    this.#product = new Float64Array(this.#kernel.paddedColumns);
    this.hidden = new Float64Array(hiddenSize);
    this.#memory = new Float64Array(hiddenSize);
  }

  /** Forgets what was read. */
  begin(): void {
    this.hidden.fill(0);
    this.#memory.fill(0);
  }

  /** One step over the sum of `count` rows from `ids[from]` on. About hidden²·gates multiplications. */
  step(ids: ArrayLike<number>, from: number, count: number): void {
    const gates = this.#gates;
    gates.set(this.#bias);
    for (let i = from; i < from + count; i++) {
      const row = this.#rowOf(ids[i] ?? 0);
      for (let j = 0; j < this.#columns; j++) gates[j] = (gates[j] ?? 0) + (this.#table[row + j] ?? 0);
    }
    this.#recurrent.multiply(this.hidden, gates);
    if (this.#inputs.cell === "rnn") this.#simple();
    else this.#long();
  }

  /** Takes the mean of all rows but 0 through one layer: max(0, mean·W + b). */
  mean(ids: ArrayLike<number>): void {
    const [sum, h] = [this.#memory, this.hidden];
    let words = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] ?? 0;
      if (id === 0) continue;
      const row = this.#rowOf(id);
      for (let j = 0; j < h.length; j++) sum[j] = (sum[j] ?? 0) + (this.#table[row + j] ?? 0);
      words++;
    }
    for (let j = 0; j < h.length; j++)
      h[j] = Math.max(0, (sum[j] ?? 0) / Math.max(1, words) + (this.#bias[j] ?? 0));
  }

  #simple(): void {
    for (let j = 0; j < this.hidden.length; j++) this.hidden[j] = tanh(this.#gates[j] ?? 0);
  }

  #long(): void {
    const [gates, h, c] = [this.#gates, this.hidden, this.#memory];
    const n = h.length;
    for (let j = 0; j < n; j++) {
      const kept = sigmoid(gates[n + j] ?? 0) * (c[j] ?? 0);
      const next = kept + sigmoid(gates[j] ?? 0) * tanh(gates[2 * n + j] ?? 0);
      c[j] = next;
      h[j] = sigmoid(gates[3 * n + j] ?? 0) * tanh(next);
    }
  }

  #rowOf(id: number): number {
    const row = id * this.#columns;
    if (this.#met[id] === 1) return row;
    const { embedding, inputSize } = this.#inputs;
    this.#input.set(embedding.subarray(id * inputSize, (id + 1) * inputSize));
    this.#product.fill(0);
    this.#kernel.multiply(this.#input, this.#product);
    this.#table.set(this.#product.subarray(0, this.#columns), row);
    this.#met[id] = 1;
    return row;
  }
}
