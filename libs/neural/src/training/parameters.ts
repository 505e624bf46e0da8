import type { Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { GruWeights } from "../gru/weights.ts";
import type { Random } from "../random.ts";
import type { Tf } from "./backend.ts";

/** The trained arrays of a network by name, all two-dimensional; owns them until `dispose`. */
export class Parameters {
  readonly #tf: Tf;
  readonly #variables = new Map<string, Variable>();

  constructor(tf: Tf) {
    this.#tf = tf;
  }

  /** Adds an array filled with uniform numbers in (−most, most). */
  add(name: string, rows: number, columns: number, random: Random, most: number): void {
    const values = this.#tf.tensor2d(random.uniform(rows * columns, most), [rows, columns]);
    this.#variables.set(name, this.#tf.variable(values));
    values.dispose();
  }

  /** Adds an array with given numbers, copied. @param trained false keeps them as they are. @throws where the count is another */
  put(name: string, rows: number, columns: number, numbers: Float32Array, trained: boolean): void {
    if (numbers.length !== rows * columns)
      throw new RangeError(`${name} has ${rows} x ${columns} numbers, not ${numbers.length}`);
    const values = this.#tf.tensor2d(numbers.slice(), [rows, columns]);
    this.#variables.set(name, this.#tf.variable(values, trained));
    values.dispose();
  }

  /** The three arrays of a GRU: `kernel` (Glorot & Bengio 2010), `recurrent` and `bias` (zero). */
  addGru(inputSize: number, hiddenSize: number, random: Random): void {
    this.add("kernel", inputSize, 3 * hiddenSize, random, Math.sqrt(6 / (inputSize + hiddenSize)));
    this.add("recurrent", hiddenSize, 3 * hiddenSize, random, Math.sqrt(3 / hiddenSize));
    this.add("bias", 1, 3 * hiddenSize, random, 0);
  }

  /** The array as a tensor. @throws where it was not added. */
  get(name: string): Tensor2D {
    const variable = this.#variables.get(name);
    if (variable === undefined) throw new Error(`no parameter "${name}"`);
    return variable.as2D(variable.shape[0] ?? 0, variable.shape[1] ?? 0);
  }

  /** All arrays that are trained, for the optimiser. */
  get variables(): Variable[] {
    return [...this.#variables.values()].filter(({ trainable }) => trainable);
  }

  /** Shape of each array. */
  get shapes(): Record<string, number[]> {
    return Object.fromEntries([...this.#variables].map(([name, variable]) => [name, [...variable.shape]]));
  }

  /** Numbers in all arrays that are trained. */
  get size(): number {
    return this.variables.reduce((sum, variable) => sum + variable.size, 0);
  }

  /** A copy of one array's numbers, row-major. */
  values(name: string): Float32Array {
    const values = this.#variables.get(name)?.dataSync();
    if (values === undefined) throw new Error(`no parameter "${name}"`);
    return Float32Array.from(values);
  }

  /** A copy of the GRU's weights. */
  gru(): GruWeights {
    const [inputSize = 0, columns = 0] = this.shapes.kernel ?? [];
    return {
      inputSize,
      hiddenSize: columns / 3,
      kernel: this.values("kernel"),
      recurrent: this.values("recurrent"),
      bias: this.values("bias"),
    };
  }

  /** x·W + b for rows of inputs, `[rows x 3·hidden]`. */
  project(input: Tensor): Tensor2D {
    return this.#tf.add(this.#tf.matMul(input, this.get("kernel")), this.get("bias"));
  }

  /** Gives the memory back. */
  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }
}
