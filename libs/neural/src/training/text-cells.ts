import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { TrainingCard } from "../card.ts";
import { gatesOf, type TextCell, TextCellNet, type TextCellWeights } from "../networks/text-cells.ts";
import { Random } from "../random.ts";
import { loadTensors, type Tf } from "./backend.ts";
import { type Batch, fit, type Judgement, type Task } from "./fit.ts";
import { logisticLoss, lookUp } from "./operations.ts";
import { type Settings, settingsOf } from "./options.ts";
import { Parameters } from "./parameters.ts";
import type { LabelledText, TextOptions } from "./text.ts";
import { judgedTexts } from "./text-judgement.ts";

/** Options of a text classifier by one of the cells. Defaults: hidden 32, embedding 24, 10 epochs, 32 texts, rate 0.005. */
export interface TextCellOptions extends TextOptions {
  readonly cell: TextCell;
}

/**
 * Trains a text classifier by averaged embeddings, a simple recurrent network, an LSTM or one from each end. Gradients are
 * the library's own; their norms before and after clipping are on the card. @param texts in order of time.
 */
export const trainTextCell = async (
  texts: readonly LabelledText[],
  options: TextCellOptions,
): Promise<{ readonly weights: TextCellWeights; readonly card: TrainingCard }> => {
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
  const task = new TextCellTask(tensors.tf, texts, options.buckets ?? 8192, options.cell, settings);
  try {
    return await fit(tensors, task, settings, options);
  } finally {
    task.parameters.dispose();
  }
};

class TextCellTask implements Task<TextCellWeights> {
  readonly kind = "text";
  readonly parameters: Parameters;
  readonly trainingExamples: number;
  readonly #tf: Tf;
  readonly #training: readonly { readonly ids: readonly number[]; readonly label: 0 | 1 }[];
  readonly #validation: readonly LabelledText[];
  readonly #buckets: number;
  readonly #cell: TextCell;
  readonly #settings: Settings;
  readonly #random: Random;
  readonly #directions: readonly string[];

  constructor(tf: Tf, texts: readonly LabelledText[], buckets: number, cell: TextCell, settings: Settings) {
    const cut = Math.floor(texts.length * (1 - settings.validationShare));
    this.#tf = tf;
    this.#buckets = buckets;
    this.#cell = cell;
    this.#settings = settings;
    this.#random = new Random(settings.seed);
    this.#training = texts
      .slice(0, cut)
      .map(({ ids, label }) => ({
        ids: Array.from(ids)
          .filter((id) => id !== 0)
          .slice(-settings.steps),
        label,
      }))
      .filter(({ ids }) => ids.length > 0);
    this.#validation = texts.slice(cut);
    this.trainingExamples = this.#training.length;
    this.#directions = cell === "bilstm" ? ["forward", "backward"] : ["forward"];
    const { embedding, hidden } = settings;
    const columns = gatesOf(cell) * hidden;
    this.parameters = new Parameters(tf);
    this.parameters.add("embedding", buckets, embedding, this.#random, 0.1);
    for (const name of this.#directions) {
      this.parameters.add(
        `${name}Kernel`,
        embedding,
        columns,
        this.#random,
        Math.sqrt(6 / (embedding + hidden)),
      );
      if (cell !== "average")
        this.parameters.add(`${name}Recurrent`, hidden, columns, this.#random, Math.sqrt(3 / hidden));
      this.parameters.add(`${name}Bias`, 1, columns, this.#random, 0);
    }
    const last = this.#directions.length * hidden;
    this.parameters.add("output", last, 1, this.#random, 1 / Math.sqrt(last));
    this.parameters.add("outputBias", 1, 1, this.#random, 0);
  }

  *batches(): Iterable<Batch> {
    const { batch } = this.#settings;
    const shuffled = this.#random.shuffled(this.#training);
    for (let from = 0; from < shuffled.length; from += batch) {
      const group = shuffled.slice(from, from + batch);
      yield { examples: group.length, loss: () => this.#loss(group) };
    }
  }

  weights(): TextCellWeights {
    const { parameters } = this;
    return {
      cell: this.#cell,
      buckets: this.#buckets,
      inputSize: this.#settings.embedding,
      hiddenSize: this.#settings.hidden,
      embedding: parameters.values("embedding"),
      directions: this.#directions.map((name) => ({
        kernel: parameters.values(`${name}Kernel`),
        recurrent: this.#cell === "average" ? new Float32Array(0) : parameters.values(`${name}Recurrent`),
        bias: parameters.values(`${name}Bias`),
      })),
      output: parameters.values("output"),
      outputBias: parameters.values("outputBias")[0] ?? 0,
    };
  }

  judge(weights: TextCellWeights): Judgement {
    const net = new TextCellNet(weights);
    return judgedTexts(
      this.#validation.map(({ ids }) => net.probability(ids)),
      this.#validation.map(({ label }) => label),
    );
  }

  #loss(group: readonly { readonly ids: readonly number[]; readonly label: 0 | 1 }[]): Scalar {
    const tf = this.#tf;
    const { hidden, dropout } = this.#settings;
    const lanes = group.length;
    const ends = this.#directions.map((name, direction) => this.#last(name, group, direction === 1));
    const width = ends.length * hidden;
    const mask = tf.tensor2d(this.#random.dropout(lanes * width, dropout), [lanes, width]);
    const weighted = tf.matMul(tf.mul(tf.concat(ends, 1), mask), this.parameters.get("output"));
    const logits = tf.add(weighted, this.parameters.get("outputBias")).as2D(lanes, 1);
    const labels = tf.tensor2d(
      group.map(({ label }) => label),
      [lanes, 1],
    );
    return logisticLoss(tf, logits, labels);
  }

  /** State after the last word, `[lanes x hidden]`. Shorter texts are padded in front, where the state stays nothing. */
  #last(name: string, group: readonly { readonly ids: readonly number[] }[], reversed: boolean): Tensor2D {
    const tf = this.#tf;
    const lanes = group.length;
    const steps = Math.max(1, ...group.map(({ ids }) => ids.length));
    const inputs = new Int32Array(steps * lanes);
    const real = new Float32Array(steps * lanes);
    for (const [lane, { ids }] of group.entries())
      for (let i = 0; i < ids.length; i++) {
        const at = (steps - ids.length + i) * lanes + lane;
        inputs[at] = ids[reversed ? ids.length - 1 - i : i] ?? 0;
        real[at] = this.#cell === "average" ? 1 / ids.length : 1;
      }
    const mask = tf.tensor2d(real, [steps * lanes, 1]);
    const words = lookUp(tf, this.parameters.get("embedding"), inputs);
    const [kernel, bias] = [this.parameters.get(`${name}Kernel`), this.parameters.get(`${name}Bias`)];
    if (this.#cell === "average") {
      const shares = tf.mul(words, mask).reshape([steps, lanes, words.shape[1]]);
      return tf
        .relu(tf.add(tf.matMul(tf.sum(shares, 0).as2D(lanes, words.shape[1]), kernel), bias))
        .as2D(lanes, kernel.shape[1]);
    }
    const projected = tf.split(tf.add(tf.matMul(words, kernel), bias), steps);
    return this.#run(name, projected, tf.split(mask, steps), lanes);
  }

  #run(name: string, projected: readonly Tensor[], masks: readonly Tensor[], lanes: number): Tensor2D {
    const tf = this.#tf;
    const { hidden } = this.#settings;
    const recurrent = this.parameters.get(`${name}Recurrent`);
    let state: Tensor = tf.zeros([lanes, hidden]);
    let memory: Tensor = tf.zeros([lanes, hidden]);
    for (const [t, input] of projected.entries()) {
      const mask = masks[t] ?? tf.scalar(1);
      const sums = tf.add(input, tf.matMul(state.as2D(lanes, hidden), recurrent));
      if (this.#cell === "rnn") {
        state = tf.mul(tf.tanh(sums), mask);
        continue;
      }
      const [i, f, candidate, o] = tf.split(sums, 4, 1);
      if (i === undefined || f === undefined || candidate === undefined || o === undefined)
        throw new Error("a split gave fewer parts than it should");
      memory = tf.mul(tf.add(tf.mul(tf.sigmoid(f), memory), tf.mul(tf.sigmoid(i), tf.tanh(candidate))), mask);
      state = tf.mul(tf.sigmoid(o), tf.tanh(memory));
    }
    return state.as2D(lanes, hidden);
  }
}
