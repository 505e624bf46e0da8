import { sigmoid } from "../gru/activations.ts";
import { CellReader, type CellWeights } from "./cell-reader.ts";
import { TextNet, type TextWeights, tokenId } from "./text.ts";
import { cellOf, type TextCell } from "./text-kinds.ts";

/** Weights of a text classifier over hashed words, by any of the cells. */
export interface TextCellWeights {
  readonly kind: `text-${TextCell}`;
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
  /** `[1]`. */
  readonly outputBias: Float32Array;
}

/**
 * Serves a classifier by any cell, in plain typed arrays. With x the embedding of a word:
 *
 *     average  h = max(0, mean(x)·W + b)
 *     rnn      h' = tanh(x·W + h·U + b)                                        (Elman 1990)
 *     lstm     i, f, o = σ(x·W + h·U + b)   c' = f ∘ c + i ∘ tanh(…)   h' = o ∘ tanh(c')   (Gers et al. 2000)
 *     bilstm   an lstm from each end                                           (Graves & Schmidhuber 2005)
 *
 * Memory: `4·gates·hidden` bytes a direction and bucket.
 */
export class TextCellNet {
  readonly buckets: number;
  readonly #readers: readonly CellReader[];
  readonly #isAverage: boolean;
  readonly #output: Float64Array;
  readonly #bias: number;

  /** Copies the matrices. */
  constructor(weights: TextCellWeights) {
    const cell = cellOf(weights.kind);
    this.buckets = weights.buckets;
    this.#isAverage = cell === "average";
    this.#readers = weights.directions.map((direction) => new CellReader({ ...weights, cell }, direction));
    this.#output = Float64Array.from(weights.output);
    this.#bias = weights.outputBias[0] ?? 0;
  }

  /** Id of a word for this network. */
  idOf(token: string): number {
    return tokenId(token, this.buckets);
  }

  /** Probability of the positive class for a whole text; id 0 is skipped. One step a word and direction. */
  probability(ids: ArrayLike<number>): number {
    let sum = this.#bias;
    let at = 0;
    for (const [direction, reader] of this.#readers.entries()) {
      reader.begin();
      if (this.#isAverage) reader.mean(ids);
      else this.#read(reader, ids, direction === 1);
      for (const value of reader.hidden) sum += (this.#output[at++] ?? 0) * value;
    }
    return sigmoid(sum);
  }

  #read(reader: CellReader, ids: ArrayLike<number>, reversed: boolean): void {
    for (let i = 0; i < ids.length; i++) {
      const at = reversed ? ids.length - 1 - i : i;
      if (ids[at] !== 0) reader.step(ids, at, 1);
    }
  }
}

/** Weights of a text classifier by any network. */
export type AnyTextWeights = TextWeights | TextCellWeights;

/** A text classifier, whichever network it is. */
export interface TextReader {
  /** Id of a word for this network. */
  idOf(token: string): number;
  /** Probability of the positive class for a whole text; id 0 is skipped. */
  probability(ids: ArrayLike<number>): number;
}

/** Makes a text classifier ready to serve. */
export const openText = (weights: AnyTextWeights): TextNet | TextCellNet =>
  weights.kind === "text" ? new TextNet(weights) : new TextCellNet(weights);
