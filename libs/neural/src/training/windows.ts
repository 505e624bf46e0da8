import { setImmediate } from "node:timers/promises";
import { ARCHITECTURES, type Architecture, WINDOW, type WindowWeights } from "../networks/window-weights.ts";
import { scaleWindow } from "../networks/windows.ts";
import { Random } from "../random.ts";
import { loadTensors, type Tf } from "./backend.ts";
import type { Series } from "./series-data.ts";

/** How window networks are trained. */
export interface WindowOptions {
  /** Time for all of them together. */
  readonly budgetMs: number;
  readonly hidden?: number;
  readonly seed?: number;
  /** Milliseconds since any fixed moment. @default performance.now */
  readonly clockMs?: () => number;
}

const HIDDEN = 16;
const EXAMPLES_MAX = 32_768;
const VALIDATION_MAX = 2_048;
const VALIDATION_SHARE = 0.1;
const BATCH = 512;
const EPOCHS_MAX = 40;
const PATIENCE = 4;
const RATE = 0.005;

/** Scaled windows with what followed them, row-major `[examples x WINDOW]` each. */
interface Examples {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly count: number;
}

/** At most `most` windows drawn from a part of every series; those without deviation teach nothing. */
const examplesOf = (series: readonly Series[], most: number, random: Random, last: boolean): Examples => {
  const places = series.flatMap(({ values }, s) => {
    const cut = Math.floor(values.length * (1 - VALIDATION_SHARE));
    const [from, to] = last ? [Math.max(WINDOW, cut), values.length] : [WINDOW, cut];
    return Array.from({ length: Math.max(0, to - from - WINDOW + 1) }, (_, i) => [s, from + i] as const);
  });
  const chosen = random.shuffled(places).slice(0, most);
  const inputs = new Float32Array(chosen.length * WINDOW);
  const targets = new Float32Array(chosen.length * WINDOW);
  const [history, scaled] = [new Float64Array(WINDOW), new Float64Array(WINDOW)];
  let count = 0;
  for (const [s, at] of chosen) {
    const values = series[s]?.values ?? [];
    for (let i = 0; i < WINDOW; i++) history[i] = values[at - 1 - i] ?? 0;
    const unit = scaleWindow(history, 0, scaled);
    if (!(unit > 0)) continue;
    inputs.set(scaled, count * WINDOW);
    for (let h = 0; h < WINDOW; h++)
      targets[count * WINDOW + h] = Math.max(
        -8,
        Math.min(8, ((values[at + h] ?? 0) - (history[0] ?? 0)) / unit),
      );
    count++;
  }
  return { inputs: inputs.subarray(0, count * WINDOW), targets: targets.subarray(0, count * WINDOW), count };
};

/** An untrained network of the tensor library; what trains here and what serves elsewhere must say the same. */
export const windowModel = (tf: Tf, architecture: Architecture, hidden: number, seed: number) => {
  const plain = architecture === "feedforward";
  const kernelInitializer = tf.initializers.glorotUniform({ seed });
  const recurrentInitializer = tf.initializers.glorotUniform({ seed: seed + 1 });
  const gates = { units: hidden, kernelInitializer, recurrentInitializer };
  const gru = { ...gates, recurrentActivation: "sigmoid", resetAfter: false } as const;
  const inputShape = plain ? [WINDOW] : [WINDOW, 1];
  const model = tf.sequential();
  switch (architecture) {
    case "feedforward":
      model.add(tf.layers.dense({ units: hidden * 2, activation: "relu", kernelInitializer, inputShape }));
      break;
    case "rnn":
      model.add(tf.layers.simpleRNN({ ...gates, inputShape }));
      break;
    case "lstm":
      model.add(tf.layers.lstm({ ...gates, recurrentActivation: "sigmoid", inputShape }));
      break;
    case "seq2seq":
      model.add(tf.layers.gru({ ...gru, inputShape }));
      model.add(tf.layers.repeatVector({ n: WINDOW }));
      model.add(tf.layers.gru({ ...gru, returnSequences: true }));
  }
  const units = architecture === "seq2seq" ? 1 : WINDOW;
  const out = tf.layers.dense({ units, kernelInitializer });
  model.add(architecture === "seq2seq" ? tf.layers.timeDistributed({ layer: out }) : out);
  model.compile({ optimizer: tf.train.adam(RATE), loss: "meanAbsoluteError" });
  return model;
};

type Model = ReturnType<typeof windowModel>;

/** A copy of its weights as they are served. */
export const windowWeights = (model: Model, architecture: Architecture): WindowWeights => {
  const arrays = model.getWeights().map((tensor) => Float32Array.from(tensor.dataSync()));
  const at = (i: number): Float32Array => arrays[i] ?? new Float32Array(0);
  const none = new Float32Array(0);
  const noDecoder = { decoderKernel: none, decoderRecurrent: none, decoderBias: none };
  switch (architecture) {
    case "feedforward": {
      const layer = { kernel: at(0), recurrent: none, bias: at(1) };
      return {
        architecture,
        hiddenSize: at(1).length,
        ...layer,
        ...noDecoder,
        output: at(2),
        outputBias: at(3),
      };
    }
    case "rnn":
    case "lstm": {
      const layer = { kernel: at(0), recurrent: at(1), bias: at(2) };
      const hiddenSize = at(1).length / at(2).length;
      return { architecture, hiddenSize, ...layer, ...noDecoder, output: at(3), outputBias: at(4) };
    }
    case "seq2seq": {
      const layer = { kernel: at(0), recurrent: at(1), bias: at(2) };
      const decoder = { decoderKernel: at(3), decoderRecurrent: at(4), decoderBias: at(5) };
      const hiddenSize = at(2).length / 3;
      return { architecture, hiddenSize, ...layer, ...decoder, output: at(6), outputBias: at(7) };
    }
  }
};

/**
 * Trains the four window networks over all series, one after another, each in an equal share of the time that is left, and keeps of each
 * the weights of the epoch that did best on the last tenth in time. None where no series is long enough.
 */
export const trainWindows = async (
  series: readonly Series[],
  options: WindowOptions,
): Promise<readonly WindowWeights[]> => {
  const { tf } = await loadTensors();
  const clock = options.clockMs ?? (() => performance.now());
  const random = new Random(options.seed ?? 1);
  const training = examplesOf(series, EXAMPLES_MAX, random, false);
  const judged = examplesOf(series, VALIDATION_MAX, random, true);
  if (training.count < BATCH || judged.count === 0) return [];
  const trained: WindowWeights[] = [];
  const deadline = clock() + options.budgetMs;
  for (const architecture of ARCHITECTURES) {
    const model = windowModel(tf, architecture, options.hidden ?? HIDDEN, options.seed ?? 1);
    const end = clock() + (deadline - clock()) / (ARCHITECTURES.length - trained.length);
    trained.push(await fitted(tf, model, architecture, training, judged, () => clock() >= end));
    model.dispose();
  }
  return trained;
};

const fitted = async (
  tf: Tf,
  model: Model,
  architecture: Architecture,
  training: Examples,
  judged: Examples,
  late: () => boolean,
): Promise<WindowWeights> => {
  const shaped = (values: Float32Array, count: number, input: boolean) =>
    architecture === "seq2seq" || (input && architecture !== "feedforward")
      ? tf.tensor3d(values, [count, WINDOW, 1])
      : tf.tensor2d(values, [count, WINDOW]);
  const tensors = [
    shaped(training.inputs, training.count, true),
    shaped(training.targets, training.count, false),
    shaped(judged.inputs, judged.count, true),
    shaped(judged.targets, judged.count, false),
  ] as const;
  const [x, y, vx, vy] = tensors;
  let best = { loss: Number.POSITIVE_INFINITY, epoch: 0, weights: windowWeights(model, architecture) };
  for (let epoch = 0; epoch < EPOCHS_MAX && epoch - best.epoch < PATIENCE && !late(); epoch++) {
    for (let from = 0; from + BATCH <= training.count && !late(); from += BATCH) {
      const batch = tf.tidy(() => [tf.slice(x, from, BATCH), tf.slice(y, from, BATCH)] as const);
      await model.trainOnBatch(batch[0], batch[1]);
      for (const tensor of batch) tensor.dispose();
      await setImmediate();
    }
    const judgedLoss = tf.tidy(
      () => tf.mean(tf.abs(tf.sub(model.predictOnBatch(vx) as typeof vy, vy))).dataSync()[0],
    );
    const loss = judgedLoss ?? Number.POSITIVE_INFINITY;
    if (loss < best.loss) best = { loss, epoch, weights: windowWeights(model, architecture) };
  }
  for (const tensor of tensors) tensor.dispose();
  return best.weights;
};
