import { distinct4, GruCell, LANES } from "./cell.ts";
import { PackedMatrix } from "./packed-matrix.ts";
import type { GruWeights } from "./weights.ts";

/**
 * A GRU whose input is one of a fixed set of vectors (an embedding's rows). The input's share of the gates, W·e + b,
 * is worked out once per row, when it is first asked for, so that a step costs one row copy instead of a product and tens
 * of thousands of rows nothing at construction. Memory: `12 · rows · hiddenSize` bytes, and the embedding. The same bits
 * whatever the batch size.
 */
export class EmbeddedGru {
  readonly rows: number;
  readonly hiddenSize: number;
  readonly #cell: GruCell;
  readonly #table: Float32Array;
  /** 1 where a row of the table is worked out. */
  readonly #known: Uint8Array;
  readonly #embedding: Float32Array;
  readonly #kernel: PackedMatrix;
  readonly #bias: Float32Array;
  readonly #input: Float64Array;
  readonly #share: Float64Array;

  /** @param embedding `[rows x inputSize]`, row-major; not copied. */
  constructor(weights: GruWeights, embedding: Float32Array) {
    const { inputSize, hiddenSize: h } = weights;
    this.rows = embedding.length / inputSize;
    this.hiddenSize = h;
    this.#cell = new GruCell(weights);
    this.#table = new Float32Array(this.rows * 3 * h);
    this.#known = new Uint8Array(this.rows);
    this.#embedding = embedding;
    this.#kernel = PackedMatrix.ofRows(weights.kernel, inputSize, 3 * h);
    this.#bias = weights.bias;
    this.#input = new Float64Array(inputSize);
    this.#share = new Float64Array(this.#kernel.paddedColumns);
  }

  /** Replaces the state in `hidden[offset ..]` by the next one, given embedding row `row`. */
  step(hidden: Float32Array, offset: number, row: number): void {
    const table = this.#table;
    const { gates, candidate } = this.#cell;
    const split = 2 * this.hiddenSize;
    let p = this.#start(row);
    for (let j = 0; j < split; j++) gates[j] = table[p++] ?? 0;
    for (let j = 0; j < this.hiddenSize; j++) candidate[j] = table[p++] ?? 0;
    this.#cell.advance(hidden, offset);
  }

  /** Steps many states, in order: the same bits as one `step` after another, also where a state comes twice. */
  stepBatch(hidden: Float32Array, offsets: ArrayLike<number>, rows: ArrayLike<number>): void {
    let at = 0;
    while (at < offsets.length) {
      if (at + LANES <= offsets.length && distinct4(offsets, at)) {
        for (let lane = 0; lane < LANES; lane++) this.#loadLane(rows[at + lane] ?? 0, lane);
        this.#cell.advance4(hidden, offsets, at);
        at += LANES;
      } else {
        this.step(hidden, offsets[at] ?? 0, rows[at] ?? 0);
        at++;
      }
    }
  }

  #loadLane(row: number, lane: number): void {
    const table = this.#table;
    const { gates, candidate } = this.#cell;
    const split = 2 * this.hiddenSize * LANES;
    let p = this.#start(row);
    for (let q = lane; q < split; q += LANES) gates[q] = table[p++] ?? 0;
    for (let q = lane; q < this.hiddenSize * LANES; q += LANES) candidate[q] = table[p++] ?? 0;
  }

  #start(row: number): number {
    if (!(row >= 0 && row < this.rows))
      throw new RangeError(`embedding has ${this.rows} rows, not row ${row}`);
    if (this.#known[row] === 0) this.#workOut(row);
    return row * 3 * this.hiddenSize;
  }

  /** The input's share of the gates for one row of the embedding: `inputSize · hiddenSize · 3` multiplications. */
  #workOut(row: number): void {
    const [input, share] = [this.#input, this.#share];
    input.set(this.#embedding.subarray(row * input.length, (row + 1) * input.length));
    share.set(this.#bias);
    this.#kernel.multiply(input, share);
    const width = 3 * this.hiddenSize;
    this.#table.set(share.subarray(0, width), row * width);
    this.#known[row] = 1;
  }
}
