import { ByteReader } from "@millrace/state";
import { readPairs } from "../count-codec.ts";
import { lexiconScore, valenceSum } from "../lexicon/lexicon.ts";
import { BLOCK_BUCKETS } from "../naive-bayes.ts";
import { NaiveBayesReplica } from "../naive-bayes-replica.ts";
import { type BagGlobals, type BagScores, type BagText, leanOf } from "./bag-of-words.ts";
import { meanOf } from "./linear-svm.ts";
import { dot, logistic, type SparseText, tfIdf } from "./tf-idf.ts";

interface Part {
  readonly current: Float32Array;
  readonly summed: Float32Array;
  readonly logistic: Float32Array;
  globals: BagGlobals;
}

const nothing: BagGlobals = {
  texts: { negative: 0, positive: 0 },
  svm: { bias: 0, slope: 0 },
  logisticBias: 0,
  logisticLean: 0,
};

/**
 * A reader's models of words without order, made of the blocks that several partitions published. Naive Bayes is what
 * one model would be that had learned all texts; of the linear models the partitions' log odds are averaged, each
 * weighted by the texts that it learned (iterative parameter mixing, McDonald, Hall & Mann 2010). 20 bytes a bucket and
 * partition.
 */
export class BagReplica {
  readonly #bayes: NaiveBayesReplica;
  readonly #parts = new Map<number, Part>();
  readonly #buckets: number;

  /** @param options.buckets must be that of the models. @default 65536 */
  constructor(options: { readonly buckets?: number } = {}) {
    this.#bayes = new NaiveBayesReplica(options);
    this.#buckets = this.#bayes.buckets;
  }

  /** Texts learned by all partitions. */
  get texts() {
    return this.#bayes.texts;
  }

  /** Puts a block in the place of what the partition said of it before. O(64). @throws {StateFormatError} */
  apply(partition: number, block: number, bytes: Uint8Array): void {
    const r = new ByteReader(bytes);
    const counts = r.blob();
    this.#bayes.apply(partition, block, counts);
    const part = this.#part(partition);
    const from = block * BLOCK_BUCKETS;
    readPairs(new ByteReader(counts), 0, Math.min(BLOCK_BUCKETS, this.#buckets - from), (at) => {
      part.current[from + at] = r.f32();
      part.summed[from + at] = r.f32();
      part.logistic[from + at] = r.f32();
    });
  }

  /** Puts what a partition published beside its blocks in the place of what it said before. */
  applyGlobals(partition: number, globals: BagGlobals): void {
    this.#part(partition).globals = globals;
    this.#bayes.applyTexts(partition, globals.texts);
  }

  /** Takes all out that a partition said. O(buckets). */
  remove(partition: number): void {
    this.#parts.delete(partition);
    this.#bayes.remove(partition);
  }

  /** What each model says of a text. */
  read({ tokens, features }: BagText): BagScores {
    const vector = tfIdf(this.#bayes.counts, features);
    const lexicon = lexiconScore(valenceSum(tokens));
    const lean = leanOf(lexicon);
    return {
      prior: this.#bayes.prior(),
      lexicon,
      bayes: this.#bayes.predictDistinct(vector.buckets),
      svm: logistic(this.#mean((part) => marginOf(part, vector))),
      logistic: logistic(
        this.#mean(
          ({ globals, logistic: weights }) =>
            globals.logisticBias + globals.logisticLean * lean + dot(weights, vector),
        ),
      ),
    };
  }

  #mean(decision: (part: Part) => number): number {
    let [sum, weight] = [0, 0];
    for (const part of this.#parts.values()) {
      const { negative, positive } = part.globals.texts;
      if (negative + positive === 0) continue;
      sum += (negative + positive) * decision(part);
      weight += negative + positive;
    }
    return weight === 0 ? 0 : sum / weight;
  }

  #part(partition: number): Part {
    let part = this.#parts.get(partition);
    if (part === undefined) {
      part = {
        current: new Float32Array(this.#buckets),
        summed: new Float32Array(this.#buckets),
        logistic: new Float32Array(this.#buckets),
        globals: nothing,
      };
      this.#parts.set(partition, part);
    }
    return part;
  }
}

const marginOf = ({ globals, current, summed }: Part, vector: SparseText): number => {
  const { texts, svm } = globals;
  const mean = meanOf(dot(current, vector), dot(summed, vector), texts.negative + texts.positive);
  return svm.bias + svm.slope * mean;
};
