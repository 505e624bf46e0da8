import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
  type StateSize,
} from "@millrace/state";
import { BUCKETS } from "../features.ts";
import { FloatColumns } from "./float-columns.ts";
import { dot, logistic, type SparseText } from "./tf-idf.ts";

/** How fast and how sparsely a logistic regression learns. */
export interface LogisticOptions {
  /** Must be that of the features. @default 65536 */
  readonly buckets?: number;
  /** Greatest step, α. @default 8 */
  readonly rate?: number;
  /** Steadiness of the first steps, β. @default 1 */
  readonly steadiness?: number;
  /** λ₁: weights that do not earn it stay 0. @default 0.02 */
  readonly lasso?: number;
  /** λ₂. @default 0 */
  readonly ridge?: number;
}

/** A weight outside of the buckets, which no penalty holds at 0. */
interface Scalar {
  readonly z: number;
  readonly squares: number;
  readonly weight: number;
}

/**
 * Logistic regression with L1 and L2 penalty, online by FTRL-Proximal (McMahan et al. 2013, algorithm 1): each bucket
 * has a step of its own, and a bucket whose gradients do not add up to λ₁ has a weight of exactly 0.
 *
 *     w_i = 0 where |z_i| ≤ λ₁, else −(z_i − sgn(z_i)·λ₁) / ((β + √n_i) / α + λ₂)
 *
 * with n the sum of squared gradients and z that of gradients less what they have moved. What is known of a text beside its
 * words, such as what a lexicon says of it, has a weight of its own, as the bias has. 12 bytes a bucket.
 */
export class LogisticRegression implements Stateful {
  readonly buckets: number;
  readonly #rate: number;
  readonly #steadiness: number;
  readonly #lasso: number;
  readonly #ridge: number;
  readonly #weights: Float32Array;
  readonly #z: Float32Array;
  readonly #squares: Float32Array;
  readonly #columns: FloatColumns;
  #bias: Scalar = { z: 0, squares: 0, weight: 0 };
  #lean: Scalar = { z: 0, squares: 0, weight: 0 };
  #texts = 0;

  constructor(options: LogisticOptions = {}) {
    this.buckets = options.buckets ?? BUCKETS;
    this.#rate = options.rate ?? 8;
    this.#steadiness = options.steadiness ?? 1;
    this.#lasso = options.lasso ?? 0.02;
    this.#ridge = options.ridge ?? 0;
    this.#weights = new Float32Array(this.buckets);
    this.#z = new Float32Array(this.buckets);
    this.#squares = new Float32Array(this.buckets);
    this.#columns = new FloatColumns(this.buckets, [this.#weights, this.#z, this.#squares]);
  }

  get size(): StateSize {
    return { entries: this.buckets, bytes: this.#columns.bytes, evictions: 0 };
  }

  /** Texts learned. */
  get texts(): number {
    return this.#texts;
  }

  /** The weights, `[buckets]`; the model's own. */
  get weights(): Float32Array {
    return this.#weights;
  }

  /** The weight of a text without words. */
  get bias(): number {
    return this.#bias.weight;
  }

  /** The weight of what is known of a text beside its words. */
  get leanWeight(): number {
    return this.#lean.weight;
  }

  /** Log odds of the positive class. @param lean what is known of the text beside its words, −1 to 1. @default 0 */
  decision(text: SparseText, lean = 0): number {
    return this.#bias.weight + this.#lean.weight * lean + dot(this.#weights, text);
  }

  /** Probability of the positive class. O(features), about 5 ns each. */
  predict(text: SparseText, lean = 0): number {
    return logistic(this.decision(text, lean));
  }

  /** Takes a labelled text in, and returns what `predict` would have said before. O(features), about 20 ns each. */
  learn(text: SparseText, positive: boolean, lean = 0): number {
    const expected = this.predict(text, lean);
    const error = expected - (positive ? 1 : 0);
    const { buckets, values } = text;
    for (let i = 0; i < buckets.length; i++) {
      const at = buckets[i] ?? 0;
      const gradient = error * (values[i] ?? 0);
      const before = this.#squares[at] ?? 0;
      const after = before + gradient * gradient;
      const moved = (Math.sqrt(after) - Math.sqrt(before)) / this.#rate;
      const z = (this.#z[at] ?? 0) + gradient - moved * (this.#weights[at] ?? 0);
      this.#squares[at] = after;
      this.#z[at] = z;
      this.#weights[at] = this.#weightOf(z, after, this.#lasso);
      this.#columns.mark(at);
    }
    this.#bias = this.#moved(this.#bias, error);
    if (lean !== 0) this.#lean = this.#moved(this.#lean, error * lean);
    this.#texts++;
    return expected;
  }

  *chunks(): Iterable<Chunk> {
    yield { name: "meta", revision: this.#texts, bytes: () => this.#metaBytes() };
    yield* this.#columns.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const r = new ByteReader(requireChunk(chunks, "meta"));
    const buckets = r.varint();
    if (buckets !== this.buckets)
      throw new StateFormatError(`weights of ${buckets} buckets, not ${this.buckets}`);
    this.#texts = r.varint();
    this.#bias = { z: r.f64(), squares: r.f64(), weight: r.f64() };
    // What was saved before there was one ends here.
    if (!r.done) this.#lean = { z: r.f64(), squares: r.f64(), weight: r.f64() };
    this.#columns.restore(chunks);
  }

  #weightOf(z: number, squares: number, lasso: number): number {
    if (Math.abs(z) <= lasso) return 0;
    return -(z - Math.sign(z) * lasso) / ((this.#steadiness + Math.sqrt(squares)) / this.#rate + this.#ridge);
  }

  #moved({ z, squares, weight }: Scalar, gradient: number): Scalar {
    const after = squares + gradient * gradient;
    const next = z + gradient - ((Math.sqrt(after) - Math.sqrt(squares)) / this.#rate) * weight;
    return { z: next, squares: after, weight: this.#weightOf(next, after, 0) };
  }

  #metaBytes(): Uint8Array {
    const w = new ByteWriter().varint(this.buckets).varint(this.#texts);
    for (const { z, squares, weight } of [this.#bias, this.#lean]) w.f64(z).f64(squares).f64(weight);
    return w.finish();
  }
}
