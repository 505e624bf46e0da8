import { ByteWriter, below, type Chunk, prefixed, type Stateful, type StateSize } from "@millrace/state";
import { lexiconScore, valenceSum } from "../lexicon/lexicon.ts";
import { BLOCK_BUCKETS, NaiveBayes } from "../naive-bayes.ts";
import type { ByClass } from "../posterior.ts";
import { LinearSvm } from "./linear-svm.ts";
import { LogisticRegression } from "./logistic-regression.ts";
import { tfIdf } from "./tf-idf.ts";

/** Probabilities of positive by each way to look at a text's words without their order. */
export interface BagScores {
  /** By the classes' shares alone. */
  readonly prior: number;
  readonly lexicon: number;
  readonly bayes: number;
  readonly svm: number;
  readonly logistic: number;
}

/** What readers need beside the blocks. */
export interface BagGlobals {
  readonly texts: ByClass;
  /** Log odds of a text without words, and for each unit of margin. */
  readonly svm: { readonly bias: number; readonly slope: number };
  readonly logisticBias: number;
  /** Log odds of what the lexicon says, from −1 to 1. */
  readonly logisticLean: number;
}

/** A text as the models of words without order see it. */
export interface BagText {
  readonly tokens: readonly string[];
  /** Of the tokens; see `featuresOf`. */
  readonly features: readonly number[];
}

/** What the lexicon says of a text as the logistic regression takes it beside the words: −1 to 1, 0 for nothing. */
export const leanOf = (lexicon: number): number => 2 * lexicon - 1;

/**
 * All models of words without order, over the same features: a lexicon, naive Bayes, a linear support vector machine and
 * L1 logistic regression, which is told what the lexicon says too, each learning from every labelled text. About 28 bytes
 * a bucket.
 */
export class BagOfWords implements Stateful {
  readonly bayes: NaiveBayes;
  readonly svm: LinearSvm;
  readonly logistic: LogisticRegression;
  /** A block is packed in these, one after the other. */
  readonly #counts = new ByteWriter(1 << 10);
  readonly #block = new ByteWriter(1 << 10);

  /** @param options.buckets that the features were hashed into. @default 65536 */
  constructor(options: { readonly buckets?: number } = {}) {
    this.bayes = new NaiveBayes(options);
    this.svm = new LinearSvm(options);
    this.logistic = new LogisticRegression(options);
  }

  /** State of each model that has one. */
  get sizes(): Readonly<Record<"bayes" | "svm" | "logistic", StateSize>> {
    return { bayes: this.bayes.size, svm: this.svm.size, logistic: this.logistic.size };
  }

  get globals(): BagGlobals {
    return {
      texts: this.bayes.texts,
      svm: { bias: this.svm.bias, slope: this.svm.slope },
      logisticBias: this.logistic.bias,
      logisticLean: this.logistic.leanWeight,
    };
  }

  /** What each model says of a text; and, where its class is known, learns it after. About 20 µs for 80 words. */
  read({ tokens, features }: BagText, positive?: boolean): BagScores {
    const vector = tfIdf(this.bayes.counts, features);
    const lexicon = lexiconScore(valenceSum(tokens));
    const lean = leanOf(lexicon);
    const scores = {
      prior: this.bayes.prior(),
      lexicon,
      bayes: this.bayes.predictDistinct(vector.buckets),
      svm: positive === undefined ? this.svm.predict(vector) : this.svm.learn(vector, positive),
      logistic:
        positive === undefined
          ? this.logistic.predict(vector, lean)
          : this.logistic.learn(vector, positive, lean),
    };
    if (positive !== undefined) this.bayes.learn(features, positive);
    return scores;
  }

  /** Blocks of buckets whose numbers changed since the last call, at most `limit`; after a restore, all of them did. */
  changedBlocks(limit?: number): readonly number[] {
    return this.bayes.changedBlocks(limit);
  }

  /** How many of them wait. */
  get waiting(): number {
    return this.bayes.waiting;
  }

  /**
   * A block for readers: counts of naive Bayes, then the weights of the other two for each of its buckets that any text
   * had. At most about 1 KB.
   */
  encodeBlock(block: number): Uint8Array {
    this.bayes.writeBlock(this.#counts.reset(), block);
    const w = this.#block.reset().blob(this.#counts.finish());
    const { features } = this.bayes.counts;
    const end = Math.min(this.bayes.buckets, (block + 1) * BLOCK_BUCKETS);
    for (let at = block * BLOCK_BUCKETS; at < end; at++) {
      if ((features[at * 2] ?? 0) + (features[at * 2 + 1] ?? 0) === 0) continue;
      const [current, summed] = this.svm.weightsAt(at);
      w.f32(current)
        .f32(summed)
        .f32(this.logistic.weights[at] ?? 0);
    }
    return w.finish();
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("bayes", this.bayes.chunks());
    yield* prefixed("svm", this.svm.chunks());
    yield* prefixed("logistic", this.logistic.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.bayes.restore(below("bayes", chunks));
    this.svm.restore(below("svm", chunks));
    this.logistic.restore(below("logistic", chunks));
  }
}
