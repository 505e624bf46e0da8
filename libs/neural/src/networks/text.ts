import { hash32 } from "@millrace/state";
import { sigmoid } from "../gru/activations.ts";
import { EmbeddedGru } from "../gru/embedded.ts";
import type { GruWeights } from "../gru/weights.ts";

/** Weights of a text classifier: hashed words -> embedding -> GRU -> probability of the positive class. */
export interface TextWeights {
  readonly kind: "text";
  /** Rows of the embedding: ids 0 (padding, skipped) to buckets − 1. */
  readonly buckets: number;
  /** `[buckets x gru.inputSize]`, row-major. */
  readonly embedding: Float32Array;
  readonly gru: GruWeights;
  /** `[hiddenSize]`. */
  readonly output: Float32Array;
  /** `[1]`. */
  readonly outputBias: Float32Array;
}

/** Id of a word, 1 to buckets − 1, by hash: no vocabulary has to travel, and a word never seen has an id. */
export const tokenId = (token: string, buckets: number): number =>
  1 + (hash32(token, 0x7e57) % (buckets - 1));

/** Serves a text network: one pass over the words; the state of an unfinished text can be kept and read on. */
export class TextNet {
  readonly hiddenSize: number;
  readonly buckets: number;
  readonly #gru: EmbeddedGru;
  readonly #output: Float64Array;
  readonly #bias: number;
  readonly #scratch: Float32Array;

  /** Copies the weights. Memory: 12·buckets·hiddenSize bytes. */
  constructor(weights: TextWeights) {
    this.hiddenSize = weights.gru.hiddenSize;
    this.buckets = weights.buckets;
    this.#gru = new EmbeddedGru(weights.gru, weights.embedding);
    this.#output = Float64Array.from(weights.output);
    this.#bias = weights.outputBias[0] ?? 0;
    this.#scratch = new Float32Array(this.hiddenSize);
  }

  /** Id of a word for this network. */
  idOf(token: string): number {
    return tokenId(token, this.buckets);
  }

  /** Takes further words into the state at `offset`, in place; id 0 is skipped. One GRU step a word. */
  read(hidden: Float32Array, offset: number, ids: ArrayLike<number>): void {
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] ?? 0;
      if (id !== 0) this.#gru.step(hidden, offset, id);
    }
  }

  /** Probability of the positive class, given what the state has read. */
  score(hidden: Float32Array, offset: number): number {
    let sum = this.#bias;
    for (let j = 0; j < this.hiddenSize; j++) sum += (this.#output[j] ?? 0) * (hidden[offset + j] ?? 0);
    return sigmoid(sum);
  }

  /** Probability of the positive class for a whole text. */
  probability(ids: ArrayLike<number>): number {
    this.#scratch.fill(0);
    this.read(this.#scratch, 0, ids);
    return this.score(this.#scratch, 0);
  }
}
