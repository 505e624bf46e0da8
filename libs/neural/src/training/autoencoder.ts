import { setImmediate } from "node:timers/promises";
import type { Tensor2D, Variable } from "@tensorflow/tfjs";
import type { EpochRecord, TrainingCard } from "../card.ts";
import type { TasteLayer, TasteWeights } from "../networks/taste.ts";
import { Random } from "../random.ts";
import { loadTensors, type Tf } from "./backend.ts";
import type { TrainingOptions } from "./options.ts";
import { type TasteData, tasteFigures } from "./taste-data.ts";

/** How a stacked autoencoder is trained. */
export interface AutoencoderOptions extends TrainingOptions {
  /** Widths of the two hidden layers of the encoder; the decoder mirrors them. @default [96, 32] */
  readonly widths?: readonly [number, number];
}

const DEFAULTS = { widths: [96, 32], epochs: 30, batch: 32, learningRate: 0.003, dropout: 0.3 } as const;
/** Share of the epochs that each layer is pretrained for. */
const PRETRAINED = 1 / 3;
const CLIP = 5;

interface Layer {
  readonly kernel: Variable;
  readonly bias: Variable;
}

/** What all phases of a training have in common. */
interface Bench {
  readonly tf: Tf;
  readonly data: TasteData;
  readonly random: Random;
  readonly batch: number;
  readonly rate: number;
  readonly dropout: number;
  readonly late: () => boolean;
}

/**
 * Trains a stacked denoising autoencoder over the items that users touched (Vincent et al. 2010), once pretrained layer by layer
 * (Hinton & Salakhutdinov 2006) and once from random weights, each for as many passes over the users in all; what ranks users
 * kept back better is returned, with the figures of both in the card.
 * @throws {RangeError} where there are too few users
 */
export const trainAutoencoder = async (
  data: TasteData,
  options: AutoencoderOptions,
): Promise<{ readonly weights: TasteWeights; readonly card: TrainingCard }> => {
  if (data.items.length < 2 || data.users.length < 2 || data.judged.length === 0)
    throw new RangeError("too few users touched the same items");
  const { tf, backend } = await loadTensors();
  const clock = options.clockMs ?? (() => performance.now());
  const began = clock();
  const budget = options.timeBudgetMs ?? Number.POSITIVE_INFINITY;
  const settings = { ...DEFAULTS, ...options };
  const { epochs, batch, learningRate: rate, dropout } = settings;
  const [first, second] = settings.widths;
  const seed = options.seed ?? 1;
  const records: EpochRecord[] = [];
  const trained = async (pretrained: boolean): Promise<TasteWeights> => {
    const until = began + (pretrained ? 0.55 : 1) * budget;
    const late = (): boolean => clock() > until;
    const bench: Bench = { tf, data, random: new Random(seed), batch, rate, dropout, late };
    const layers = mirrored(bench, [data.items.length, first, second]);
    const [outer, inner, back, out] = layers;
    if (outer === undefined || inner === undefined || back === undefined || out === undefined)
      throw new Error("an autoencoder has four layers");
    const passes = Math.max(1, Math.round(epochs * PRETRAINED));
    if (pretrained) {
      await learn(bench, [outer, out], passes, []);
      await learn(bench, [inner, back], passes, [outer]);
    }
    const fine = pretrained ? Math.max(1, epochs - 2 * passes) : epochs;
    let best = { weights: copied(data, layers), loss: Number.POSITIVE_INFINITY };
    for (let epoch = 0; epoch < fine && !late(); epoch++) {
      const from = clock();
      const trainingLoss = await learn(bench, layers, 1, []);
      const weights = copied(data, layers);
      const { logLoss } = tasteFigures(weights, data);
      if (logLoss < best.loss) best = { weights, loss: logLoss };
      const times = { seconds: (clock() - from) / 1000, gradientNorm: 0, clippedNorm: 0 };
      const record = { epoch: records.length + 1, trainingLoss, validationLoss: logLoss, ...times };
      records.push(record);
      options.onProgress?.(record);
    }
    for (const { kernel, bias } of layers) tf.dispose([kernel, bias]);
    return best.weights;
  };
  const stacked = await trained(true);
  const plain = await trained(false);
  const [own, other] = [tasteFigures(stacked, data), tasteFigures(plain, data)];
  const isBetter = own.logLoss <= other.logLoss;
  const weights = isBetter ? stacked : plain;
  const sizes = weights.layers.map(({ kernel, bias }) => [kernel.length / bias.length, bias.length]);
  const card: TrainingCard = {
    kind: "autoencoder",
    created: options.created,
    dataRange: options.dataRange,
    backend,
    seed,
    shapes: Object.fromEntries(sizes.map((shape, n) => [`layer${n + 1}`, shape])),
    parameters: weights.layers.reduce((sum, { kernel, bias }) => sum + kernel.length + bias.length, 0),
    settings: { epochs, batch, learningRate: rate, dropout, pretrained: isBetter ? 1 : 0 },
    epochs: records,
    bestEpoch:
      1 +
      records.reduce((at, one, n) => (one.validationLoss < (records[at]?.validationLoss ?? 0) ? n : at), 0),
    stopped: clock() - began > budget ? "time" : "epochs",
    trainingExamples: data.users.length,
    validationExamples: data.judged.length,
    validation: {
      ...(isBetter ? own : other),
      pretrainedLogLoss: own.logLoss,
      pretrainedRecallAt10: own.recallAt10,
      plainLogLoss: other.logLoss,
      plainRecallAt10: other.recallAt10,
    },
    seconds: (clock() - began) / 1000,
  };
  return { weights, card };
};

/** Layers there and back, with weights drawn as Glorot & Bengio (2010) have it. */
const mirrored = ({ tf, random }: Bench, widths: readonly number[]): Layer[] => {
  const way = [...widths, ...widths.slice(0, -1).reverse()];
  return way.slice(1).map((outputs, n) => {
    const inputs = way[n] ?? 0;
    const most = 4 * Math.sqrt(6 / (inputs + outputs));
    const kernel = tf.variable(tf.tensor2d(random.uniform(inputs * outputs, most), [inputs, outputs]));
    return { kernel, bias: tf.variable(tf.zeros([outputs])) };
  });
};

/** Logits of the last layer. */
const forward = (tf: Tf, layers: readonly Layer[], x: Tensor2D): Tensor2D =>
  layers.reduce((values, { kernel, bias }, n) => {
    const sums = tf.add(tf.matMul(values, kernel as unknown as Tensor2D), bias) as Tensor2D;
    return n === layers.length - 1 ? sums : tf.sigmoid(sums);
  }, x);

/** Teaches layers to give back what the layers before them, which stay, made of users; part of the input is left out. */
const learn = async (
  { tf, data, random, batch, rate, dropout, late }: Bench,
  layers: readonly Layer[],
  passes: number,
  before: readonly Layer[],
): Promise<number> => {
  const optimizer = tf.train.adam(rate);
  const variables = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  let [loss, batches] = [0, 0];
  for (let pass = 0; pass < passes && !late(); pass++) {
    const users = random.shuffled(data.users);
    for (let from = 0; from < users.length && !late(); from += batch) {
      const some = users.slice(from, from + batch);
      const x = new Float32Array(some.length * data.items.length);
      for (const [row, places] of some.entries())
        for (const place of places) x[row * data.items.length + place] = 1;
      loss += tf.tidy(() => {
        const touched = tf.tensor2d(x, [some.length, data.items.length]);
        const target = before.length === 0 ? touched : tf.sigmoid(forward(tf, before, touched));
        const width = target.shape[1] ?? 1;
        const kept = tf.tensor2d(random.dropout(some.length * width, dropout), [some.length, width]);
        // What is left out is zero; what is left keeps its size: served users are whole.
        const input = tf.mul(target, tf.clipByValue(kept, 0, 1)) as Tensor2D;
        const { value, grads } = tf.variableGrads(
          () => tf.mul(width, tf.losses.sigmoidCrossEntropy(target, forward(tf, layers, input))).asScalar(),
          variables,
        );
        optimizer.applyGradients(
          Object.entries(grads).map(([name, grad]) => ({ name, tensor: tf.clipByValue(grad, -CLIP, CLIP) })),
        );
        return value.dataSync()[0] ?? Number.NaN;
      });
      batches++;
      await setImmediate();
    }
  }
  optimizer.dispose();
  return batches === 0 ? 0 : loss / batches;
};

const copied = ({ items }: TasteData, layers: readonly Layer[]): TasteWeights => ({
  kind: "autoencoder",
  items,
  layers: layers.map(
    ({ kernel, bias }): TasteLayer => ({
      kernel: Float32Array.from(kernel.dataSync()),
      bias: Float32Array.from(bias.dataSync()),
    }),
  ),
});
