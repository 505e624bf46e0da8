import { sigmoid, tanh } from "../gru/activations.ts";
import { PackedMatrix } from "../gru/packed-matrix.ts";

/** Ways to read a text in order, or without: the rungs beside the GRU. */
export const textCells = ["average", "rnn", "lstm", "bilstm"] as const;
/** One of {@link textCells}. */
export type TextCell = (typeof textCells)[number];

/** Weights of one direction of reading, laid out as Keras does; an LSTM's gates are input, forget, candidate, output. */
export interface CellWeights {
  /** `[inputSize x gates·hidden]`, row-major. */
  readonly kernel: Float32Array;
  /** `[hidden x gates·hidden]`, row-major; empty for the average, which has no memory. */
  readonly recurrent: Float32Array;
  /** `[gates·hidden]`. */
  readonly bias: Float32Array;
}

/** Weights of a text classifier over hashed words, by any of the cells. */
export interface TextCellWeights {
  readonly cell: TextCell;
  /** Rows of the embedding: ids 0 (padding, skipped) to buckets − 1. */
  readonly buckets: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** `[buckets x inputSize]`, row-major. */
  readonly embedding: Float32Array;
  /** One direction, or two for bilstm: from the first word, then from the last. */
  readonly directions: readonly CellWeights[];
  /** `[directions·hidden]`. */
  readonly output: Float32Array;
  readonly outputBias: number;
}

/**
 * Serves a classifier by any cell, in plain typed arrays. With x the embedding of a word:
 *
 *     average  h = max(0, mean(x)·W + b)
 *     rnn      h' = tanh(x·W + h·U + b)                                        (Elman 1990)
 *     lstm     i, f, o = σ(x·W + h·U + b)   c' = f ∘ c + i ∘ tanh(…)   h' = o ∘ tanh(c')   (Gers et al. 2000)
 *     bilstm   an lstm from each end                                           (Graves & Schmidhuber 2005)
 */
export class TextCellNet {
  readonly #weights: TextCellWeights;
  readonly #kernels: readonly PackedMatrix[];
  readonly #recurrents: readonly PackedMatrix[];

  /** Copies the matrices. */
  constructor(weights: TextCellWeights) {
    this.#weights = weights;
    const { inputSize, hiddenSize } = weights;
    const columns = gatesOf(weights.cell) * hiddenSize;
    this.#kernels = weights.directions.map(({ kernel }) => PackedMatrix.ofRows(kernel, inputSize, columns));
    this.#recurrents = weights.directions.map(({ recurrent }) =>
      PackedMatrix.ofRows(recurrent, recurrent.length / columns, columns),
    );
  }

  /** Probability of the positive class for a whole text; id 0 is skipped. One step a word and direction. */
  probability(ids: ArrayLike<number>): number {
    const { cell, hiddenSize, directions, output, outputBias } = this.#weights;
    const words = Array.from(ids).filter((id) => id !== 0);
    let sum = outputBias;
    for (const direction of directions.keys()) {
      const order = direction === 0 ? words : [...words].reverse();
      const hidden = cell === "average" ? this.#average(words) : this.#read(direction, order);
      for (let j = 0; j < hiddenSize; j++)
        sum += (output[direction * hiddenSize + j] ?? 0) * (hidden[j] ?? 0);
    }
    return sigmoid(sum);
  }

  #average(words: readonly number[]): Float64Array {
    const { inputSize, embedding, directions } = this.#weights;
    const mean = new Float64Array(inputSize);
    for (const id of words)
      for (let k = 0; k < inputSize; k++)
        mean[k] = (mean[k] ?? 0) + (embedding[id * inputSize + k] ?? 0) / words.length;
    const hidden = this.#start(directions[0]);
    this.#kernels[0]?.multiply(mean, hidden);
    return hidden.map((value) => Math.max(0, value));
  }

  #read(direction: number, words: readonly number[]): Float64Array {
    const { cell, inputSize, hiddenSize: h, embedding, directions } = this.#weights;
    const hidden = new Float64Array(h);
    const memory = new Float64Array(h);
    for (const id of words) {
      const gates = this.#start(directions[direction]);
      const input = Float64Array.from(embedding.subarray(id * inputSize, (id + 1) * inputSize));
      this.#kernels[direction]?.multiply(input, gates);
      this.#recurrents[direction]?.multiply(hidden, gates);
      for (let j = 0; j < h; j++) {
        if (cell === "rnn") {
          hidden[j] = tanh(gates[j] ?? 0);
          continue;
        }
        const kept = sigmoid(gates[h + j] ?? 0) * (memory[j] ?? 0);
        memory[j] = kept + sigmoid(gates[j] ?? 0) * tanh(gates[2 * h + j] ?? 0);
        hidden[j] = sigmoid(gates[3 * h + j] ?? 0) * tanh(memory[j] ?? 0);
      }
    }
    return hidden;
  }

  #start(direction: CellWeights | undefined): Float64Array {
    const gates = new Float64Array(this.#kernels[0]?.paddedColumns ?? 0);
    gates.set(direction?.bias ?? []);
    return gates;
  }
}

/** Blocks of columns that a cell's matrices have. */
export const gatesOf = (cell: TextCell): number => (cell === "lstm" || cell === "bilstm" ? 4 : 1);
