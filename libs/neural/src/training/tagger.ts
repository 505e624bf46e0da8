import type { Scalar, Tensor2D } from "@tensorflow/tfjs";
import { pushWordFeatures, TaggerNet, type TaggerWeights, WORD_FEATURES } from "../networks/tagger.ts";
import { Random } from "../random.ts";
import type { TrainedNetwork } from "../wire/weights.ts";
import { loadTensors, type Tf } from "./backend.ts";
import { type Batch, fit, type Judgement, type Task } from "./fit.ts";
import { lstmSequence } from "./lstm-sequence.ts";
import { crossEntropy, lookUp } from "./operations.ts";
import { type Settings, settingsOf, type TrainingOptions } from "./options.ts";
import { Parameters } from "./parameters.ts";
import { batchesByLength } from "./text-data.ts";

/** A sentence with the tag of each word. */
export interface TaggedSentence {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

/** Options of the tagger. Defaults: hidden 32 for each direction, embedding 32, 6 epochs, 32 sentences, rate 0.01. */
export interface TaggerOptions extends TrainingOptions {
  /** Rows of the embedding of words, endings and shapes. @default 8,192 */
  readonly buckets?: number;
}

interface Prepared {
  /** `WORD_FEATURES` rows a word. */
  readonly ids: readonly number[];
  readonly targets: readonly number[];
}

const DIRECTIONS = ["forward", "backward"] as const;

/**
 * Trains a tagger by LSTMs from both ends (Graves & Schmidhuber 2005; Huang et al. 2015, without the conditional random
 * field). The last share of the sentences is judged: `validation.accuracy` is the share of its words that get their tag.
 * @throws {RangeError} where there is nothing to train on
 */
export const trainTagger = async (
  sentences: readonly TaggedSentence[],
  options: TaggerOptions,
): Promise<TrainedNetwork<TaggerWeights>> => {
  const tensors = await loadTensors();
  const settings = settingsOf(options, {
    hidden: 32,
    embedding: 32,
    epochs: 6,
    batch: 32,
    steps: 40,
    learningRate: 0.01,
    dropout: 0.2,
  });
  const task = new TaggerTask(tensors.tf, sentences, options.buckets ?? 8192, settings);
  try {
    return await fit(tensors, task, settings, options);
  } finally {
    task.parameters.dispose();
  }
};

class TaggerTask implements Task<TaggerWeights> {
  readonly kind = "tagger";
  readonly parameters: Parameters;
  readonly trainingExamples: number;
  readonly #tf: Tf;
  readonly #tags: readonly string[];
  readonly #training: readonly Prepared[];
  readonly #validation: readonly TaggedSentence[];
  readonly #buckets: number;
  readonly #settings: Settings;
  readonly #random: Random;

  constructor(tf: Tf, sentences: readonly TaggedSentence[], buckets: number, settings: Settings) {
    const cut = Math.floor(sentences.length * (1 - settings.validationShare));
    this.#tf = tf;
    this.#buckets = buckets;
    this.#settings = settings;
    this.#random = new Random(settings.seed);
    this.#tags = [...new Set(sentences.flatMap(({ tags }) => tags))].sort();
    this.#validation = sentences.slice(cut);
    const numbers = new Map(this.#tags.map((tag, number) => [tag, number]));
    this.#training = sentences.slice(0, cut).flatMap(({ words, tags }) => {
      const ids: number[] = [];
      for (const word of words.slice(0, settings.steps)) pushWordFeatures(ids, word, buckets);
      const targets = tags.slice(0, settings.steps).map((tag) => numbers.get(tag) ?? 0);
      return words.length === tags.length && targets.length > 0 ? [{ ids, targets }] : [];
    });
    this.trainingExamples = this.#training.reduce((sum, { targets }) => sum + targets.length, 0);
    const { embedding, hidden } = settings;
    this.parameters = new Parameters(tf);
    this.parameters.add("embedding", buckets, embedding, this.#random, 0.1);
    for (const name of DIRECTIONS) {
      this.parameters.add(
        `${name}kernel`,
        embedding,
        4 * hidden,
        this.#random,
        Math.sqrt(6 / (embedding + hidden)),
      );
      this.parameters.add(`${name}recurrent`, hidden, 4 * hidden, this.#random, Math.sqrt(3 / hidden));
      this.parameters.add(`${name}bias`, 1, 4 * hidden, this.#random, 0);
    }
    const tags = this.#tags.length;
    this.parameters.add("output", 2 * hidden, tags, this.#random, Math.sqrt(3 / hidden));
    this.parameters.add("outputBias", 1, tags, this.#random, 0);
  }

  *batches(): Iterable<Batch> {
    for (const group of batchesByLength(this.#training, this.#settings.batch, this.#random)) {
      const examples = group.reduce((sum, { targets }) => sum + targets.length, 0);
      yield { examples, loss: () => this.#loss(group) };
    }
  }

  weights(): TaggerWeights {
    const { parameters } = this;
    return {
      kind: "tagger",
      tags: this.#tags,
      buckets: this.#buckets,
      inputSize: this.#settings.embedding,
      hiddenSize: this.#settings.hidden,
      embedding: parameters.values("embedding"),
      directions: DIRECTIONS.map((name) => ({
        kernel: parameters.values(`${name}kernel`),
        recurrent: parameters.values(`${name}recurrent`),
        bias: parameters.values(`${name}bias`),
      })),
      output: parameters.values("output"),
      outputBias: parameters.values("outputBias"),
    };
  }

  judge(weights: TaggerWeights): Judgement {
    const net = new TaggerNet(weights);
    let [right, all] = [0, 0];
    for (const { words, tags } of this.#validation) {
      const found = net.tag(words);
      for (const [at, tag] of tags.entries()) if (found[at] === tag) right++;
      all += tags.length;
    }
    const accuracy = right / Math.max(1, all);
    return { loss: 1 - accuracy, examples: all, metrics: { accuracy } };
  }

  /** Shorter sentences are padded in front for either direction; the backward states are put in the forward order. */
  #loss(group: readonly Prepared[]): Scalar {
    const tf = this.#tf;
    const lanes = group.length;
    const steps = Math.max(...group.map(({ targets }) => targets.length));
    const [targets, real] = [new Int32Array(steps * lanes), new Float32Array(steps * lanes)];
    const backwards = new Int32Array(steps * lanes);
    for (const [lane, { targets: own }] of group.entries())
      for (const [w, target] of own.entries()) {
        const at = (steps - own.length + w) * lanes + lane;
        targets[at] = target;
        real[at] = 1;
        backwards[at] = (steps - 1 - w) * lanes + lane;
      }
    const forward = this.#states("forward", group, steps, real);
    const backward = lookUp(tf, this.#states("backward", group, steps, real), backwards);
    const { hidden, dropout } = this.#settings;
    const mask = tf.tensor2d(this.#random.dropout(steps * lanes * 2 * hidden, dropout), [
      steps * lanes,
      2 * hidden,
    ]);
    const states = tf.mul(tf.concat([forward, backward], 1), mask);
    const logits: Tensor2D = tf.add(
      tf.matMul(states, this.parameters.get("output")),
      this.parameters.get("outputBias"),
    );
    return crossEntropy(tf, logits, targets, real);
  }

  #states(
    name: (typeof DIRECTIONS)[number],
    group: readonly Prepared[],
    steps: number,
    real: Float32Array,
  ): Tensor2D {
    const tf = this.#tf;
    const lanes = group.length;
    const table = this.parameters.get("embedding");
    const words = Array.from({ length: WORD_FEATURES }, (_, feature) => {
      const ids = new Int32Array(steps * lanes);
      for (const [lane, { ids: own, targets }] of group.entries())
        for (let w = 0; w < targets.length; w++) {
          const step = name === "forward" ? steps - targets.length + w : steps - 1 - w;
          ids[step * lanes + lane] = own[w * WORD_FEATURES + feature] ?? 0;
        }
      return lookUp(tf, table, ids);
    });
    const inputs = tf.addN(words);
    const [kernel, bias] = [this.parameters.get(`${name}kernel`), this.parameters.get(`${name}bias`)];
    const projected: Tensor2D = tf.add(tf.matMul(inputs, kernel), bias);
    const mask = tf.tensor2d(real, [steps * lanes, 1]);
    return lstmSequence(tf, { projected, recurrent: this.parameters.get(`${name}recurrent`), mask, steps });
  }
}
