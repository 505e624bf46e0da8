import { sigmoid, tanh } from "./activations.ts";
import { PackedMatrix } from "./packed-matrix.ts";
import { columnsOf, type GruWeights } from "./weights.ts";

/** Vectors that are stepped together. */
export const LANES = 4;

/**
 * The recurrent half of a GRU step: whoever owns it writes the input's share of the gates into `gates` and
 * `candidate`, then calls `advance`. Working arrays hold up to four vectors side by side, `[column x lanes]`.
 * One cell serves one thread and keeps nothing between calls.
 */
export class GruCell {
  readonly hiddenSize: number;
  /** Pre-activations of z and r, `[2·hiddenSize (padded) x lanes]`. */
  readonly gates: Float64Array;
  /** Pre-activations of the candidate, `[hiddenSize (padded) x lanes]`. */
  readonly candidate: Float64Array;
  readonly #state: Float64Array;
  readonly #reset: Float64Array;
  readonly #gateMatrix: PackedMatrix;
  readonly #candidateMatrix: PackedMatrix;

  constructor(weights: GruWeights) {
    const h = weights.hiddenSize;
    this.hiddenSize = h;
    const part = (from: number, to: number): PackedMatrix =>
      PackedMatrix.ofRows(columnsOf(weights.recurrent, h, 3 * h, from, to), h, to - from);
    this.#gateMatrix = part(0, 2 * h);
    this.#candidateMatrix = part(2 * h, 3 * h);
    this.gates = new Float64Array(this.#gateMatrix.paddedColumns * LANES);
    this.candidate = new Float64Array(this.#candidateMatrix.paddedColumns * LANES);
    this.#state = new Float64Array(h * LANES);
    this.#reset = new Float64Array(h * LANES);
  }

  /** Steps the row at `offset` of `hidden` in place. `hiddenSize²·3` multiplications. */
  advance(hidden: Float32Array, offset: number): void {
    const h = this.hiddenSize;
    const state = this.#state;
    for (let j = 0; j < h; j++) state[j] = hidden[offset + j] ?? 0;
    this.#gateMatrix.multiply(state, this.gates);
    this.#applyReset(h);
    this.#candidateMatrix.multiply(this.#reset, this.candidate);
    this.#blend(h);
    for (let j = 0; j < h; j++) hidden[offset + j] = state[j] ?? 0;
  }

  /** Steps four different rows in place; each gets the bits that `advance` would have given it. */
  advance4(hidden: Float32Array, offsets: ArrayLike<number>, from: number): void {
    const h = this.hiddenSize;
    const state = this.#state;
    for (let lane = 0; lane < LANES; lane++) {
      const offset = offsets[from + lane] ?? 0;
      for (let j = 0, q = lane; j < h; j++, q += LANES) state[q] = hidden[offset + j] ?? 0;
    }
    this.#gateMatrix.multiply4(state, this.gates);
    this.#applyReset(h * LANES);
    this.#candidateMatrix.multiply4(this.#reset, this.candidate);
    this.#blend(h * LANES);
    for (let lane = 0; lane < LANES; lane++) {
      const offset = offsets[from + lane] ?? 0;
      for (let j = 0, q = lane; j < h; j++, q += LANES) hidden[offset + j] = state[q] ?? 0;
    }
  }

  #applyReset(size: number): void {
    const state = this.#state;
    const gates = this.gates;
    const reset = this.#reset;
    for (let i = 0; i < size; i++) reset[i] = sigmoid(gates[size + i] ?? 0) * (state[i] ?? 0);
  }

  #blend(size: number): void {
    const state = this.#state;
    const gates = this.gates;
    const candidate = this.candidate;
    for (let i = 0; i < size; i++) {
      const z = sigmoid(gates[i] ?? 0);
      state[i] = z * (state[i] ?? 0) + (1 - z) * tanh(candidate[i] ?? 0);
    }
  }
}

/** Whether the four rows from `from` on are all different, so that they may step at once. */
export const distinct4 = (offsets: ArrayLike<number>, from: number): boolean => {
  const a = offsets[from];
  const b = offsets[from + 1];
  const c = offsets[from + 2];
  const d = offsets[from + 3];
  return a !== b && a !== c && a !== d && b !== c && b !== d && c !== d;
};
