import {
  ByteReader,
  ByteWriter,
  type Chunk,
  requireChunk,
  StateFormatError,
  type Stateful,
  type StateSize,
} from "@millrace/state";
import { ChangedBlocks } from "./changed-blocks.ts";
import { readPairs, writePairs } from "./count-codec.ts";
import { BUCKETS } from "./features.ts";
import { type BayesCounts, type ByClass, posteriorOf, posteriorOfDistinct, priorOf } from "./posterior.ts";

const BUCKETS_PER_CHUNK = 4096;

/** Buckets of one published block. */
export const BLOCK_BUCKETS = 64;

/**
 * Multinomial naive Bayes over hashed features, online: negative against positive. Memory is 8 bytes a bucket whatever
 * comes; nothing is ever forgotten. See `posteriorOf` for the formula.
 */
export class NaiveBayes implements Stateful {
  readonly buckets: number;
  readonly #features: Int32Array;
  readonly #revisions: Float64Array;
  readonly #changed = new ChangedBlocks();
  #words = { negative: 0, positive: 0 };
  #texts = { negative: 0, positive: 0 };

  /** @param options.buckets that the features were hashed into. @default 65536 */
  constructor(options: { readonly buckets?: number } = {}) {
    this.buckets = options.buckets ?? BUCKETS;
    this.#features = new Int32Array(this.buckets * 2);
    this.#revisions = new Float64Array(Math.ceil(this.buckets / BUCKETS_PER_CHUNK));
  }

  /** Texts learned. */
  get texts(): ByClass {
    return { ...this.#texts };
  }

  get size(): StateSize {
    const bytes = this.#features.byteLength + this.#revisions.byteLength;
    return { entries: this.buckets, bytes, evictions: 0 };
  }

  /** All that a prediction depends on; the arrays are the model's own. */
  get counts(): BayesCounts {
    return { features: this.#features, words: this.#words, texts: this.#texts };
  }

  /** Probability of the positive class by the classes' shares alone. */
  prior(): number {
    return priorOf(this.counts);
  }

  /** Probability of the positive class. @param features each below `buckets`; repeats make no difference. */
  predict(features: readonly number[]): number {
    return posteriorOf(this.counts, features);
  }

  /** The same where no feature is repeated: a quarter of the time. */
  predictDistinct(features: Int32Array): number {
    return posteriorOfDistinct(this.counts, features);
  }

  /** Takes a labelled text in, with a feature as often as it occurs. O(features), about 10 ns each. */
  learn(features: readonly number[], positive: boolean): void {
    const side = positive ? 1 : 0;
    for (const feature of features) {
      const at = feature * 2 + side;
      this.#features[at] = (this.#features[at] ?? 0) + 1;
      const chunk = (feature / BUCKETS_PER_CHUNK) | 0;
      this.#revisions[chunk] = (this.#revisions[chunk] ?? 0) + 1;
      this.#changed.mark((feature / BLOCK_BUCKETS) | 0);
    }
    const label = positive ? "positive" : "negative";
    this.#words[label] += features.length;
    this.#texts[label]++;
  }

  /** Blocks whose counts changed since the last call, in order. Not part of the state: after a restore all of them did. @param limit how many are taken at most. @default all */
  changedBlocks(limit?: number): readonly number[] {
    return this.#changed.take(limit);
  }

  /** A block's counts for readers: at most about 300 bytes. */
  encodeBlock(block: number): Uint8Array {
    const w = new ByteWriter(1024);
    this.writeBlock(w, block);
    return w.finish();
  }

  /** The same, written behind what is there. */
  writeBlock(w: ByteWriter, block: number): void {
    const from = block * BLOCK_BUCKETS;
    writePairs(w, this.#features, from, Math.min(this.buckets, from + BLOCK_BUCKETS));
  }

  /** How many of them wait. */
  get waiting(): number {
    return this.#changed.size;
  }

  *chunks(): Iterable<Chunk> {
    const revision = this.#texts.negative + this.#texts.positive;
    yield { name: "meta", revision, bytes: () => this.#metaBytes() };
    for (const [c, changes] of this.#revisions.entries())
      yield { name: `counts/${c}`, revision: changes, bytes: () => this.#countBytes(c) };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    const meta = new ByteReader(requireChunk(chunks, "meta"));
    const buckets = meta.varint();
    if (buckets !== this.buckets)
      throw new StateFormatError(`counts of ${buckets} buckets, not ${this.buckets}`);
    this.#texts = { negative: meta.varint(), positive: meta.varint() };
    for (const c of this.#revisions.keys()) {
      const [from, to] = this.#range(c);
      readPairs(new ByteReader(requireChunk(chunks, `counts/${c}`)), from, to, (at, negative, positive) => {
        this.#features[at * 2] = negative;
        this.#features[at * 2 + 1] = positive;
        this.#words.negative += negative;
        this.#words.positive += positive;
        this.#changed.mark((at / BLOCK_BUCKETS) | 0);
      });
    }
  }

  #range(chunk: number): [from: number, to: number] {
    return [chunk * BUCKETS_PER_CHUNK, Math.min(this.buckets, (chunk + 1) * BUCKETS_PER_CHUNK)];
  }

  #metaBytes(): Uint8Array {
    const w = new ByteWriter().varint(this.buckets);
    w.varint(this.#texts.negative).varint(this.#texts.positive);
    return w.finish();
  }

  #countBytes(chunk: number): Uint8Array {
    const w = new ByteWriter(1 << 14);
    writePairs(w, this.#features, ...this.#range(chunk));
    return w.finish();
  }
}
