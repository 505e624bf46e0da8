import type { Scalar } from "@tensorflow/tfjs";
import { TextNet, type TextWeights } from "../networks/text.ts";
import { Random } from "../random.ts";
import type { TrainedNetwork } from "../wire/weights.ts";
import { loadTensors, type Tf } from "./backend.ts";
import { type Batch, fit, type Judgement, type Task } from "./fit.ts";
import { gruSequence } from "./gru-sequence.ts";
import { logisticLoss, lookUp } from "./operations.ts";
import { type Settings, settingsOf, type TrainingOptions } from "./options.ts";
import { Parameters } from "./parameters.ts";
import { judgedTexts } from "./text-judgement.ts";

/** A text as word ids (see `tokenId`; 0 is skipped) and whether it is positive. */
export interface LabelledText {
  readonly ids: ArrayLike<number>;
  readonly label: 0 | 1;
}

/** Options of the text network. Defaults: hidden 32, embedding 24, 10 epochs, 32 texts, rate 0.005, dropout 0.2. */
export interface TextOptions extends TrainingOptions {
  /** Rows of the embedding; ids are below. @default 8,192 */
  readonly buckets?: number;
  /** Words of a text that are trained on, the last ones; serving reads all. @default 128 */
  readonly wordsMax?: number;
}

/** Batches whose texts are sorted by length together: less padding, and still shuffled. */
const BATCHES_SORTED = 8;

/** Trains a text classifier. @param texts in order of time. */
export const trainText = async (
  texts: readonly LabelledText[],
  options: TextOptions,
): Promise<TrainedNetwork<TextWeights>> => {
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
  const task = new TextTask(tensors.tf, texts, options.buckets ?? 8192, settings);
  try {
    return await fit(tensors, task, settings, options);
  } finally {
    task.parameters.dispose();
  }
};

class TextTask implements Task<TextWeights> {
  readonly kind = "text";
  readonly parameters: Parameters;
  readonly trainingExamples: number;
  readonly #tf: Tf;
  readonly #training: readonly LabelledText[];
  readonly #validation: readonly LabelledText[];
  readonly #buckets: number;
  readonly #settings: Settings;
  readonly #random: Random;

  constructor(tf: Tf, texts: readonly LabelledText[], buckets: number, settings: Settings) {
    const cut = Math.floor(texts.length * (1 - settings.validationShare));
    this.#tf = tf;
    this.#buckets = buckets;
    this.#settings = settings;
    this.#random = new Random(settings.seed);
    const words = ({ ids }: LabelledText): number[] => Array.from(ids).filter((id) => id !== 0);
    this.#training = texts
      .slice(0, cut)
      .map((text) => ({ ids: words(text).slice(-settings.steps), label: text.label }))
      .filter(({ ids }) => ids.length > 0);
    this.#validation = texts.slice(cut);
    this.trainingExamples = this.#training.length;
    this.parameters = new Parameters(tf);
    this.parameters.add("embedding", buckets, settings.embedding, this.#random, 0.1);
    this.parameters.addGru(settings.embedding, settings.hidden, this.#random);
    this.parameters.add("output", settings.hidden, 1, this.#random, 1 / Math.sqrt(settings.hidden));
    this.parameters.add("outputBias", 1, 1, this.#random, 0);
  }

  *batches(): Iterable<Batch> {
    const { batch } = this.#settings;
    const shuffled = this.#random.shuffled(this.#training);
    const groups: LabelledText[][] = [];
    for (let from = 0; from < shuffled.length; from += batch * BATCHES_SORTED) {
      const sorted = shuffled
        .slice(from, from + batch * BATCHES_SORTED)
        .sort((a, b) => a.ids.length - b.ids.length);
      for (let i = 0; i < sorted.length; i += batch) groups.push(sorted.slice(i, i + batch));
    }
    for (const group of this.#random.shuffled(groups))
      yield { examples: group.length, loss: () => this.#loss(group) };
  }

  weights(): TextWeights {
    const { parameters } = this;
    return {
      kind: "text",
      buckets: this.#buckets,
      embedding: parameters.values("embedding"),
      gru: parameters.gru(),
      output: parameters.values("output"),
      outputBias: parameters.values("outputBias"),
    };
  }

  judge(weights: TextWeights): Judgement {
    const net = new TextNet(weights);
    const scores = this.#validation.map(({ ids }) => net.probability(ids));
    const labels = this.#validation.map(({ label }) => label);
    return judgedTexts(scores, labels);
  }

  /** Texts are padded in front and the state is forgotten at the first word: so all end at the last step. */
  #loss(group: readonly LabelledText[]): Scalar {
    const tf = this.#tf;
    const { hidden, dropout } = this.#settings;
    const lanes = group.length;
    const steps = Math.max(1, ...group.map(({ ids }) => ids.length));
    const inputs = new Int32Array(steps * lanes);
    const keep = new Float32Array(steps * lanes);
    group.forEach(({ ids }, lane) => {
      for (let i = 0; i < ids.length; i++) {
        const at = (steps - ids.length + i) * lanes + lane;
        inputs[at] = ids[i] ?? 0;
        keep[at] = i === 0 ? 0 : 1;
      }
    });
    const states = gruSequence(tf, {
      projected: this.parameters.project(lookUp(tf, this.parameters.get("embedding"), inputs)),
      recurrent: this.parameters.get("recurrent"),
      start: tf.tensor2d(new Float32Array(lanes * hidden), [lanes, hidden]),
      keep: tf.tensor2d(keep, [steps * lanes, 1]),
      steps,
    });
    const last = tf.slice(states, [(steps - 1) * lanes, 0], [lanes, hidden]);
    const mask = tf.tensor2d(this.#random.dropout(lanes * hidden, dropout), [lanes, hidden]);
    const weighted = tf.matMul(tf.mul(last, mask), this.parameters.get("output"));
    const logits = tf.add(weighted, this.parameters.get("outputBias")).as2D(lanes, 1);
    const labels = tf.tensor2d(
      group.map(({ label }) => label),
      [lanes, 1],
    );
    return logisticLoss(tf, logits, labels);
  }
}
