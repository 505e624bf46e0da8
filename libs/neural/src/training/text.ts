import type { Scalar, Tensor2D } from "@tensorflow/tfjs";
import { type AnyTextWeights, openText } from "../networks/text-cells.ts";
import { gatesOf, type TextKind, type TextNetwork, textKindOf } from "../networks/text-kinds.ts";
import { Random } from "../random.ts";
import type { TrainedNetwork } from "../wire/weights.ts";
import { loadTensors, type Tf } from "./backend.ts";
import { lastState } from "./cell-run.ts";
import { type Batch, fit, type Judgement, type Task } from "./fit.ts";
import { logisticLoss, lookUp } from "./operations.ts";
import { type Settings, settingsOf, type TrainingOptions } from "./options.ts";
import { Parameters } from "./parameters.ts";
import { batchesByLength, type LabelledText, padded, type TrainedText, trainedTexts } from "./text-data.ts";
import { judgedTexts } from "./text-judgement.ts";

/**
 * Options of a text classifier. Defaults: hidden 32, embedding 24, 10 epochs, 32 texts, rate 0.005, dropout 0.2 of the
 * words' embeddings and of the last state.
 */
export interface TextOptions extends TrainingOptions {
  /** @default gru */
  readonly network?: TextNetwork;
  /** Rows of the embedding; ids are below. @default 8,192 */
  readonly buckets?: number;
  /** Words of a text that are trained on, the last ones; serving reads all. @default 128 */
  readonly wordsMax?: number;
  /** Where the embedding begins, `[buckets x embedding]`, such as vectors trained on other texts. @default drawn */
  readonly vectors?: Float32Array;
  /** Whether `vectors` stay as they are. @default false: they are tuned */
  readonly frozen?: boolean;
}

/**
 * Trains a text classifier by a GRU, averaged embeddings, a simple recurrent network, an LSTM or one from each end. The
 * norms of its gradients before and after clipping are on the card. @param texts in order of time.
 */
export const trainText = async (
  texts: readonly LabelledText[],
  options: TextOptions,
): Promise<TrainedNetwork<AnyTextWeights>> => {
  const tensors = await loadTensors();
  const settings = settingsOf(options, {
    hidden: 32,
    embedding: 24,
    epochs: 10,
    batch: 32,
    steps: options.wordsMax ?? 128,
    learningRate: 0.005,
    dropout: 0.2,
  });
  const task = new TextTask(tensors.tf, texts, options, settings);
  try {
    return await fit(tensors, task, settings, options);
  } finally {
    task.parameters.dispose();
  }
};

class TextTask implements Task<AnyTextWeights> {
  readonly kind: TextKind;
  readonly parameters: Parameters;
  readonly trainingExamples: number;
  readonly #tf: Tf;
  readonly #training: readonly TrainedText[];
  readonly #validation: readonly LabelledText[];
  readonly #buckets: number;
  readonly #network: TextNetwork;
  readonly #settings: Settings;
  readonly #random: Random;
  readonly #directions: readonly string[];

  constructor(tf: Tf, texts: readonly LabelledText[], options: TextOptions, settings: Settings) {
    const cut = Math.floor(texts.length * (1 - settings.validationShare));
    this.#tf = tf;
    this.#network = options.network ?? "gru";
    this.kind = textKindOf(this.#network);
    this.#buckets = options.buckets ?? 8192;
    this.#settings = settings;
    this.#random = new Random(settings.seed);
    this.#training = trainedTexts(texts.slice(0, cut), settings.steps);
    this.#validation = texts.slice(cut);
    this.trainingExamples = this.#training.length;
    this.#directions = this.#network === "bilstm" ? ["forward", "backward"] : [""];
    this.parameters = new Parameters(tf);
    this.#addParameters(options);
  }

  *batches(): Iterable<Batch> {
    for (const group of batchesByLength(this.#training, this.#settings.batch, this.#random))
      yield { examples: group.length, loss: () => this.#loss(group) };
  }

  weights(): AnyTextWeights {
    const { parameters } = this;
    const shared = {
      buckets: this.#buckets,
      embedding: parameters.values("embedding"),
      output: parameters.values("output"),
      outputBias: parameters.values("outputBias"),
    };
    if (this.kind === "text") return { kind: "text", ...shared, gru: parameters.gru() };
    const { embedding, hidden } = this.#settings;
    const directions = this.#directions.map((name) => ({
      kernel: parameters.values(`${name}kernel`),
      recurrent: this.#network === "average" ? new Float32Array(0) : parameters.values(`${name}recurrent`),
      bias: parameters.values(`${name}bias`),
    }));
    return { kind: this.kind, ...shared, inputSize: embedding, hiddenSize: hidden, directions };
  }

  judge(weights: AnyTextWeights): Judgement {
    const net = openText(weights);
    return judgedTexts(
      this.#validation.map(({ ids }) => net.probability(ids)),
      this.#validation.map(({ label }) => label),
    );
  }

  #addParameters({ vectors, frozen = false }: TextOptions): void {
    const { parameters } = this;
    const random = this.#random;
    const { embedding, hidden } = this.#settings;
    if (vectors === undefined) parameters.add("embedding", this.#buckets, embedding, random, 0.1);
    else parameters.put("embedding", this.#buckets, embedding, vectors, !frozen);
    const inwards = Math.sqrt(6 / (embedding + hidden));
    for (const name of this.#directions) {
      if (this.#network === "gru") {
        parameters.addGru(embedding, hidden, random);
        continue;
      }
      const columns = gatesOf(this.#network) * hidden;
      parameters.add(`${name}kernel`, embedding, columns, random, inwards);
      if (this.#network !== "average")
        parameters.add(`${name}recurrent`, hidden, columns, random, Math.sqrt(3 / hidden));
      // An LSTM begins by keeping what it has (Gers et al. 2000).
      const bias = Float32Array.from({ length: columns }, (_, at) => {
        return columns > hidden && at >= hidden && at < 2 * hidden ? 1 : 0;
      });
      parameters.put(`${name}bias`, 1, columns, bias, true);
    }
    const last = this.#directions.length * hidden;
    parameters.add("output", last, 1, random, 1 / Math.sqrt(last));
    parameters.add("outputBias", 1, 1, random, 0);
  }

  #loss(group: readonly TrainedText[]): Scalar {
    const tf = this.#tf;
    const lanes = group.length;
    const ends = this.#directions.map((name, direction) => this.#read(name, group, direction === 1));
    const last = this.#dropped(ends.length === 1 ? (ends[0] ?? tf.concat(ends, 1)) : tf.concat(ends, 1));
    const weighted = tf.matMul(last, this.parameters.get("output"));
    const logits = tf.add(weighted, this.parameters.get("outputBias")).as2D(lanes, 1);
    const labels = tf.tensor2d(
      group.map(({ label }) => label),
      [lanes, 1],
    );
    return logisticLoss(tf, logits, labels);
  }

  /** What is known after the last word, `[lanes x hidden]`. */
  #read(name: string, group: readonly TrainedText[], reversed: boolean): Tensor2D {
    const tf = this.#tf;
    const { ids, real, steps, lanes } = padded(group, reversed);
    const table = this.parameters.get("embedding");
    const words = this.#dropped(lookUp(tf, table, ids));
    const [kernel, bias] = [this.parameters.get(`${name}kernel`), this.parameters.get(`${name}bias`)];
    if (this.#network === "average") {
      const shares = real.map((one, at) => one / (group[at % lanes]?.ids.length ?? 1));
      const weighted = tf.mul(words, tf.tensor2d(shares, [steps * lanes, 1]));
      const mean = tf.sum(weighted.reshape([steps, lanes, table.shape[1]]), 0);
      return tf
        .relu(tf.add(tf.matMul(mean.as2D(lanes, table.shape[1]), kernel), bias))
        .as2D(lanes, kernel.shape[1]);
    }
    const projected: Tensor2D = tf.add(tf.matMul(words, kernel), bias);
    const recurrent = this.parameters.get(`${name}recurrent`);
    return lastState(tf, { network: this.#network, projected, recurrent, real, steps, lanes });
  }

  /** Some numbers left out and the others enlarged, so that none can be relied upon. */
  #dropped(values: Tensor2D): Tensor2D {
    const { dropout } = this.#settings;
    if (dropout === 0) return values;
    const [rows, columns] = values.shape;
    const mask = this.#random.dropout(rows * columns, dropout);
    return this.#tf.mul(values, this.#tf.tensor2d(mask, [rows, columns]));
  }
}
