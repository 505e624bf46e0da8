import { EmbeddedGru } from "../gru/embedded.ts";
import { PackedMatrix } from "../gru/packed-matrix.ts";
import type { GruWeights } from "../gru/weights.ts";
import { logSumExp, rankOf, topOf } from "./ranking.ts";

/**
 * Weights of a next-item network: item embedding, GRU, softmax over items (Hidasi et al. 2016). Item `items[i]` has
 * index i + 1; index 0 stands for every item that the weights do not know, and is never predicted.
 */
export interface NextItemWeights {
  /** A language model is the same over words: sentences are its sessions. */
  readonly kind: "next-item" | "language";
  readonly items: readonly string[];
  /** `[(items + 1) x gru.inputSize]`, row-major. */
  readonly embedding: Float32Array;
  readonly gru: GruWeights;
  /** `[(items + 1) x hiddenSize]`, row-major; row 0 is not used. */
  readonly output: Float32Array;
  /** `[items + 1]`; element 0 is not used. */
  readonly outputBias: Float32Array;
}

/** An item that may come next. */
export interface NextItem {
  readonly index: number;
  readonly itemId: string;
  /** Softmax over all known items. */
  readonly probability: number;
}

/**
 * Serves a next-item network on carried hidden states, one row of `hiddenSize` float32 per session, all zero at the
 * session's start. Deterministic to the bit, whatever the batch size. Memory: 4 bytes per output weight,
 * 12·hiddenSize per item.
 */
export class NextItemNet {
  readonly hiddenSize: number;
  readonly items: readonly string[];
  readonly #indices = new Map<string, number>();
  readonly #gru: EmbeddedGru;
  readonly #output: PackedMatrix;
  readonly #bias: Float64Array;
  readonly #state: Float64Array;
  readonly #sums: Float64Array;
  readonly #logits: Float64Array;

  /** Packs the output weights, about 10 ns each; keeps the embedding. */
  constructor(weights: NextItemWeights) {
    this.items = weights.items;
    this.hiddenSize = weights.gru.hiddenSize;
    weights.items.forEach((itemId, i) => {
      this.#indices.set(itemId, i + 1);
    });
    this.#gru = new EmbeddedGru(weights.gru, weights.embedding);
    const classes = weights.items.length + 1;
    this.#output = PackedMatrix.ofColumns(weights.output, this.hiddenSize, classes);
    this.#bias = Float64Array.from(weights.outputBias);
    this.#bias[0] = Number.NEGATIVE_INFINITY;
    this.#state = new Float64Array(this.hiddenSize);
    this.#sums = new Float64Array(this.#output.paddedColumns);
    this.#logits = this.#sums.subarray(0, classes);
  }

  /** Index of an item from 1; 0 where the weights do not know it. */
  indexOf(itemId: string): number {
    return this.#indices.get(itemId) ?? 0;
  }

  /** Takes one click into the state at `offset`, in place. One GRU step. */
  advance(hidden: Float32Array, offset: number, index: number): void {
    this.#gru.step(hidden, offset, index);
  }

  /** Takes many clicks, in order; a session may come twice. The same bits as `advance` one by one. */
  advanceBatch(hidden: Float32Array, offsets: ArrayLike<number>, indices: ArrayLike<number>): void {
    this.#gru.stepBatch(hidden, offsets, indices);
  }

  /** Logit of each index, `[items + 1]`, −Infinity at 0. A view that the next call overwrites. 0.5 ns per weight. */
  logits(hidden: Float32Array, offset: number): Float64Array {
    for (let j = 0; j < this.hiddenSize; j++) this.#state[j] = hidden[offset + j] ?? 0;
    this.#sums.set(this.#bias);
    this.#output.multiply(this.#state, this.#sums);
    return this.#logits;
  }

  /** Place of an item among all items, from 1, ties by index; Infinity for index 0. */
  rank(hidden: Float32Array, offset: number, index: number): number {
    return rankOf(this.logits(hidden, offset), index);
  }

  /** Natural logarithm of the probability that the item comes next; −Infinity for index 0. */
  logProbability(hidden: Float32Array, offset: number, index: number): number {
    const logits = this.logits(hidden, offset);
    return (logits[index] ?? Number.NEGATIVE_INFINITY) - logSumExp(logits);
  }

  /** The likeliest next items, best first. */
  top(hidden: Float32Array, offset: number, limit: number): NextItem[] {
    return topOf(this.logits(hidden, offset), limit).map(({ index, probability }) => ({
      index,
      itemId: this.items[index - 1] ?? "",
      probability,
    }));
  }
}
