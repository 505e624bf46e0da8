import { ByteReader, StateFormatError } from "@millrace/state";
import { readPairs } from "./count-codec.ts";
import { BUCKETS } from "./features.ts";
import { BLOCK_BUCKETS } from "./naive-bayes.ts";
import { type BayesCounts, type ByClass, posteriorOf, posteriorOfDistinct, priorOf } from "./posterior.ts";

interface Part {
  readonly features: Int32Array;
  texts: ByClass;
}

/**
 * A reader's naive Bayes, made of the blocks that the models of several partitions published. Counts add up, so it
 * predicts exactly what one model would that had learned all those texts. 8 bytes a bucket for each partition and once
 * more for the sum.
 */
export class NaiveBayesReplica {
  readonly buckets: number;
  readonly #parts = new Map<number, Part>();
  readonly #features: Int32Array;
  #words = { negative: 0, positive: 0 };
  #texts = { negative: 0, positive: 0 };

  /** @param options.buckets must be that of the models. @default 65536 */
  constructor(options: { readonly buckets?: number } = {}) {
    this.buckets = options.buckets ?? BUCKETS;
    this.#features = new Int32Array(this.buckets * 2);
  }

  /** Texts learned by all partitions. */
  get texts(): ByClass {
    return { ...this.#texts };
  }

  /**
   * Puts a block in the place of what the partition said of it before. O(64).
   * @throws {StateFormatError} when it cannot be read; then nothing has changed.
   */
  apply(partition: number, block: number, bytes: Uint8Array): void {
    const from = block * BLOCK_BUCKETS;
    if (!(Number.isInteger(block) && block >= 0 && from < this.buckets))
      throw new StateFormatError(`there is no block ${block}`);
    const counts = new Int32Array(BLOCK_BUCKETS * 2);
    const end = Math.min(BLOCK_BUCKETS, this.buckets - from);
    readPairs(new ByteReader(bytes), 0, end, (at, negative, positive) => {
      counts[at * 2] = negative;
      counts[at * 2 + 1] = positive;
    });
    this.#replace(this.#part(partition), from * 2, counts.subarray(0, end * 2));
  }

  /** Puts a partition's number of texts, as published beside its blocks, in the place of the one before. */
  applyTexts(partition: number, texts: ByClass): void {
    const part = this.#part(partition);
    this.#texts.negative += texts.negative - part.texts.negative;
    this.#texts.positive += texts.positive - part.texts.positive;
    part.texts = texts;
  }

  /** Takes all out that a partition said. O(buckets). */
  remove(partition: number): void {
    const part = this.#parts.get(partition);
    if (part === undefined) return;
    this.applyTexts(partition, { negative: 0, positive: 0 });
    this.#replace(part, 0, new Int32Array(this.buckets * 2));
    this.#parts.delete(partition);
  }

  /** All that a prediction depends on; the arrays are the replica's own. */
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

  /** The same where no feature is repeated. */
  predictDistinct(features: Int32Array): number {
    return posteriorOfDistinct(this.counts, features);
  }

  #part(partition: number): Part {
    let part = this.#parts.get(partition);
    if (part === undefined) {
      part = { features: new Int32Array(this.buckets * 2), texts: { negative: 0, positive: 0 } };
      this.#parts.set(partition, part);
    }
    return part;
  }

  #replace(part: Part, start: number, counts: Int32Array): void {
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i] ?? 0;
      const at = start + i;
      const change = count - (part.features[at] ?? 0);
      if (change === 0) continue;
      this.#features[at] = (this.#features[at] ?? 0) + change;
      this.#words[at % 2 === 0 ? "negative" : "positive"] += change;
      part.features[at] = count;
    }
  }
}
