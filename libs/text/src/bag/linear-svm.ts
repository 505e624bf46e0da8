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

/** How a linear support vector machine learns. */
export interface SvmOptions {
  /** Must be that of the features. @default 65536 */
  readonly buckets?: number;
  /** Most that one text may move the weights, C. @default 1 */
  readonly aggressiveness?: number;
}

/** Step of the two numbers that make probabilities of margins, divided by √texts. */
const SCALE_RATE = 2;

/** Weight of the first so many texts in the mean: the n-th weighs about as n² (Shamir & Zhang 2013 weigh alike). */
const weightOf = (texts: number): number => texts ** 3;

/** The mean over texts out of what is there now and the weighted sum of what was not yet there. */
export const meanOf = (current: number, summed: number, texts: number): number =>
  current - summed / Math.max(1, weightOf(texts));

/**
 * A linear support vector machine, online by the passive-aggressive rule PA-I (Crammer et al. 2006, figure 1): a text on
 * the wrong side of the margin moves the weights just beyond it, by C at most. What predicts is the mean of the weights
 * over all texts so far (Freund & Schapire 1999), the later ones weighing more, which one pass brings close to many. Margins become probabilities by
 * p = σ(a·margin + b) (Platt 1999), a and b learned online from margins taken before their text was learned.
 * 8 bytes a bucket.
 */
export class LinearSvm implements Stateful {
  readonly buckets: number;
  readonly #most: number;
  readonly #current: Float32Array;
  /** Σ of the moves, each times the weight of the texts before it: mean = current − summed / weight of all texts. */
  readonly #summed: Float32Array;
  readonly #columns: FloatColumns;
  #bias = { current: 0, summed: 0 };
  #scale = { slope: 2, offset: 0 };
  #texts = 0;

  constructor(options: SvmOptions = {}) {
    this.buckets = options.buckets ?? BUCKETS;
    this.#most = options.aggressiveness ?? 1;
    this.#current = new Float32Array(this.buckets);
    this.#summed = new Float32Array(this.buckets);
    this.#columns = new FloatColumns(this.buckets, [this.#current, this.#summed]);
  }

  get size(): StateSize {
    return { entries: this.buckets, bytes: this.#columns.bytes, evictions: 0 };
  }

  /** Texts learned. */
  get texts(): number {
    return this.#texts;
  }

  /** The two numbers of a bucket: see `meanOf`. */
  weightsAt(bucket: number): readonly [current: number, summed: number] {
    return [this.#current[bucket] ?? 0, this.#summed[bucket] ?? 0];
  }

  /** Log odds for each unit of margin. */
  get slope(): number {
    return this.#scale.slope;
  }

  /** The log odds of a text without words. */
  get bias(): number {
    return this.#scale.slope * this.#meanBias() + this.#scale.offset;
  }

  /** Log odds of the positive class. */
  decision(text: SparseText): number {
    return this.#scale.slope * this.#margin(text) + this.#scale.offset;
  }

  /** Probability of the positive class. O(features), about 10 ns each. */
  predict(text: SparseText): number {
    return logistic(this.decision(text));
  }

  /**
   * Takes a labelled text in, and returns what `predict` would have said before. O(features) where it lies within the
   * margin, else twice that.
   */
  learn(text: SparseText, positive: boolean): number {
    const now = dot(this.#current, text);
    const margin = this.#meanBias() + meanOf(now, dot(this.#summed, text), this.#texts);
    const expected = logistic(this.#scale.slope * margin + this.#scale.offset);
    this.#calibrate(margin, expected - (positive ? 1 : 0));
    const y = positive ? 1 : -1;
    const loss = Math.max(0, 1 - y * (this.#bias.current + now));
    const before = weightOf(this.#texts++);
    if (loss === 0) return expected;
    // A text's vector has length 1, and the bias is one number more.
    const move = y * Math.min(this.#most, loss / (text.values.length === 0 ? 1 : 2));
    for (let i = 0; i < text.buckets.length; i++) {
      const at = text.buckets[i] ?? 0;
      const by = move * (text.values[i] ?? 0);
      this.#current[at] = (this.#current[at] ?? 0) + by;
      this.#summed[at] = (this.#summed[at] ?? 0) + by * before;
      this.#columns.mark(at);
    }
    this.#bias = { current: this.#bias.current + move, summed: this.#bias.summed + move * before };
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
    this.#bias = { current: r.f64(), summed: r.f64() };
    this.#scale = { slope: r.f64(), offset: r.f64() };
    this.#columns.restore(chunks);
  }

  #meanBias(): number {
    return meanOf(this.#bias.current, this.#bias.summed, this.#texts);
  }

  #margin(text: SparseText): number {
    return this.#meanBias() + meanOf(dot(this.#current, text), dot(this.#summed, text), this.#texts);
  }

  #calibrate(margin: number, error: number): void {
    const { slope, offset } = this.#scale;
    const step = SCALE_RATE / Math.sqrt(this.#texts + 1);
    this.#scale = { slope: Math.max(0.1, slope - step * error * margin), offset: offset - step * error };
  }

  #metaBytes(): Uint8Array {
    const w = new ByteWriter().varint(this.buckets).varint(this.#texts);
    w.f64(this.#bias.current).f64(this.#bias.summed);
    return w.f64(this.#scale.slope).f64(this.#scale.offset).finish();
  }
}
