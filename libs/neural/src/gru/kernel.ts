import { distinct4, GruCell, LANES } from "./cell.ts";
import { PackedMatrix } from "./packed-matrix.ts";
import { columnsOf, type GruWeights } from "./weights.ts";

/**
 * A GRU that takes dense input vectors one step at a time, on carried hidden states, in plain typed arrays: the same
 * bits whatever the batch size. Hidden states belong to the caller: rows of `hiddenSize` in one float32 slab.
 */
export class GruKernel {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly #cell: GruCell;
  readonly #gateMatrix: PackedMatrix;
  readonly #candidateMatrix: PackedMatrix;
  readonly #bias: readonly (readonly [gates: Float64Array, candidate: Float64Array])[];
  readonly #input: Float64Array;

  /** Copies the weights. */
  constructor(weights: GruWeights) {
    const { inputSize, hiddenSize: h } = weights;
    this.inputSize = inputSize;
    this.hiddenSize = h;
    this.#cell = new GruCell(weights);
    const part = (from: number, to: number): PackedMatrix =>
      PackedMatrix.ofRows(columnsOf(weights.kernel, inputSize, 3 * h, from, to), inputSize, to - from);
    this.#gateMatrix = part(0, 2 * h);
    this.#candidateMatrix = part(2 * h, 3 * h);
    this.#bias = [1, LANES].map((lanes) => [
      spread(weights.bias.subarray(0, 2 * h), lanes),
      spread(weights.bias.subarray(2 * h), lanes),
    ]);
    this.#input = new Float64Array(inputSize * LANES);
  }

  /** Replaces the state in `hidden[offset ..]` by the next one, given `input[inputOffset ..]` (`inputSize` numbers). */
  step(hidden: Float32Array, offset: number, input: ArrayLike<number>, inputOffset = 0): void {
    const x = this.#input;
    for (let k = 0; k < this.inputSize; k++) x[k] = input[inputOffset + k] ?? 0;
    this.#loadBias(0);
    this.#gateMatrix.multiply(x, this.#cell.gates);
    this.#candidateMatrix.multiply(x, this.#cell.candidate);
    this.#cell.advance(hidden, offset);
  }

  /**
   * Steps many states, in order: the same bits as one `step` after another, also where a state comes twice.
   * @param offsets where each state starts in `hidden`.
   * @param inputs `[offsets.length x inputSize]`, row-major.
   */
  stepBatch(hidden: Float32Array, offsets: ArrayLike<number>, inputs: ArrayLike<number>): void {
    let row = 0;
    while (row < offsets.length) {
      if (row + LANES <= offsets.length && distinct4(offsets, row)) {
        this.#loadInputs(inputs, row);
        this.#loadBias(1);
        this.#gateMatrix.multiply4(this.#input, this.#cell.gates);
        this.#candidateMatrix.multiply4(this.#input, this.#cell.candidate);
        this.#cell.advance4(hidden, offsets, row);
        row += LANES;
      } else {
        this.step(hidden, offsets[row] ?? 0, inputs, row * this.inputSize);
        row++;
      }
    }
  }

  #loadInputs(inputs: ArrayLike<number>, row: number): void {
    const size = this.inputSize;
    for (let lane = 0; lane < LANES; lane++)
      for (let k = 0; k < size; k++) this.#input[k * LANES + lane] = inputs[(row + lane) * size + k] ?? 0;
  }

  #loadBias(which: 0 | 1): void {
    const bias = this.#bias[which];
    if (bias === undefined) return;
    this.#cell.gates.set(bias[0]);
    this.#cell.candidate.set(bias[1]);
  }
}

const spread = (bias: Float32Array, lanes: number): Float64Array => {
  const spreadOut = new Float64Array(bias.length * lanes);
  for (let i = 0; i < spreadOut.length; i++) spreadOut[i] = bias[(i / lanes) | 0] ?? 0;
  return spreadOut;
};
