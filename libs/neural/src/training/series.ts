import type { Scalar } from "@tensorflow/tfjs";
import { lastReading, scaledDifference } from "../networks/running-scale.ts";
import { newSeriesState, SeriesNet, type SeriesWeights } from "../networks/series.ts";
import { Random } from "../random.ts";
import type { TrainedNetwork } from "../wire/weights.ts";
import { loadTensors, type Tf } from "./backend.ts";
import { CarriedState } from "./carried.ts";
import { type Batch, fit, type Judgement, type Task } from "./fit.ts";
import { type LaneChunk, laneChunks } from "./lanes.ts";
import { HUBER_TURN, huberLoss } from "./operations.ts";
import { type Settings, settingsOf, type TrainingOptions } from "./options.ts";
import { Parameters } from "./parameters.ts";
import { SETTLING, type Series, type SeriesData, seriesData } from "./series-data.ts";

/** Options of the series network. Defaults: hidden 32, 20 epochs, 32 lanes, 32 steps, rate 0.005. */
export interface SeriesOptions extends TrainingOptions {
  /** Numbers that come with each reading. @default 0 */
  readonly featureSize?: number;
}

/** Steps at a piece's start that are not learned: its state began at zero in the middle of a series. */
const BURN_IN = 8;

/**
 * Trains one one-step forecaster over all series, by truncated backpropagation with carried state and Huber's loss of
 * the scaled difference. Judged on the last part in time of each series.
 */
export const trainSeries = async (
  series: readonly Series[],
  options: SeriesOptions,
): Promise<TrainedNetwork<SeriesWeights>> => {
  const tensors = await loadTensors();
  const settings = settingsOf(options, {
    hidden: 32,
    embedding: 1,
    epochs: 20,
    batch: 32,
    steps: 32,
    learningRate: 0.005,
    dropout: 0,
  });
  const task = new SeriesTask(tensors.tf, series, options.featureSize ?? 0, settings);
  try {
    return await fit(tensors, task, settings, options);
  } finally {
    task.parameters.dispose();
  }
};

class SeriesTask implements Task<SeriesWeights> {
  readonly kind = "series";
  readonly parameters: Parameters;
  readonly trainingExamples: number;
  readonly #tf: Tf;
  readonly #series: readonly Series[];
  readonly #featureSize: number;
  readonly #data: SeriesData;
  readonly #settings: Settings;
  readonly #random: Random;

  constructor(tf: Tf, series: readonly Series[], featureSize: number, settings: Settings) {
    this.#tf = tf;
    this.#series = series;
    this.#featureSize = featureSize;
    this.#settings = settings;
    this.#random = new Random(settings.seed);
    this.#data = seriesData(series, featureSize, settings.validationShare, settings.batch);
    this.trainingExamples = this.#data.training.reduce((sum, { length }) => sum + length, 0);
    this.parameters = new Parameters(tf);
    this.parameters.addGru(this.#data.inputSize, settings.hidden, this.#random);
    this.parameters.add("output", settings.hidden, 1, this.#random, 1 / Math.sqrt(settings.hidden));
    this.parameters.add("outputBias", 1, 1, this.#random, 0);
  }

  *batches(): Iterable<Batch> {
    const { batch, steps, hidden } = this.#settings;
    const carried = new CarriedState(this.#tf, batch, hidden);
    const age = new Int32Array(batch);
    try {
      for (const chunk of laneChunks(this.#random.shuffled(this.#data.training), batch, steps)) {
        const share = this.#shares(chunk, age);
        const examples = share.reduce((count, w) => count + (w > 0 ? 1 : 0), 0);
        if (examples > 0) yield { examples, loss: () => this.#loss(carried, chunk, share, examples) };
        carried.release();
      }
    } finally {
      carried.dispose();
    }
  }

  weights(): SeriesWeights {
    const { parameters } = this;
    return {
      kind: "series",
      featureSize: this.#featureSize,
      gru: parameters.gru(),
      output: parameters.values("output"),
      outputBias: parameters.values("outputBias"),
    };
  }

  judge(weights: SeriesWeights): Judgement {
    const net = new SeriesNet(weights);
    const sums = { examples: 0, loss: 0, square: 0, size: 0, plainSquare: 0, plainSize: 0 };
    this.#series.forEach(({ values, features }, s) => {
      const { hidden, running } = newSeriesState(net);
      const cut = Math.max(SETTLING, this.#data.cuts[s] ?? 0);
      for (let i = 0; i < values.length; i++) {
        const value = values[i] ?? 0;
        if (i >= cut) {
          const error = scaledDifference(running, 0, value - net.predict(hidden, 0, running, 0));
          const plain = scaledDifference(running, 0, value - lastReading(running, 0));
          const q = Math.min(Math.abs(error), HUBER_TURN);
          sums.examples++;
          sums.loss += q * (Math.abs(error) - q / 2);
          sums.square += error * error;
          sums.size += Math.abs(error);
          sums.plainSquare += plain * plain;
          sums.plainSize += Math.abs(plain);
        }
        net.advance(hidden, 0, running, 0, value, this.#featuresOf(features, i));
      }
    });
    const per = Math.max(1, sums.examples);
    const metrics = {
      scaledMse: sums.square / per,
      scaledMae: sums.size / per,
      mseOverPersistence: sums.square / Math.max(sums.plainSquare, Number.MIN_VALUE),
      maeOverPersistence: sums.size / Math.max(sums.plainSize, Number.MIN_VALUE),
    };
    return { loss: sums.loss / per, examples: sums.examples, metrics };
  }

  #featuresOf(features: ArrayLike<number> | undefined, reading: number): number[] {
    const size = this.#featureSize;
    return Array.from({ length: size }, (_, f) => features?.[reading * size + f] ?? 0);
  }

  /** 1 for each step that is learned; `age` counts the steps of each lane since its piece began, and is changed. */
  #shares(chunk: LaneChunk, age: Int32Array): Float32Array {
    return chunk.keep.map((keep, at) => {
      const lane = at % age.length;
      const source = chunk.source[at] ?? -1;
      age[lane] = keep === 0 ? 0 : (age[lane] ?? 0) + 1;
      return source >= 0 && (age[lane] ?? 0) >= BURN_IN ? (this.#data.weights[source] ?? 0) : 0;
    });
  }

  #loss(carried: CarriedState, chunk: LaneChunk, learned: Float32Array, examples: number): Scalar {
    const tf = this.#tf;
    const { inputSize, inputs, targets } = this.#data;
    const rows = chunk.source.length;
    const input = new Float32Array(rows * inputSize);
    const target = new Float32Array(rows);
    chunk.source.forEach((source, at) => {
      if (source < 0) return;
      input.set(inputs.subarray(source * inputSize, (source + 1) * inputSize), at * inputSize);
      target[at] = targets[source] ?? 0;
    });
    const states = carried.run(this.parameters, tf.tensor2d(input, [rows, inputSize]), chunk);
    const out = tf.add(tf.matMul(states, this.parameters.get("output")), this.parameters.get("outputBias"));
    const errors = tf.sub(out, tf.tensor2d(target, [rows, 1])).as2D(rows, 1);
    const share = tf.tensor2d(
      learned.map((w) => w / examples),
      [rows, 1],
    );
    return huberLoss(tf, errors, share);
  }
}
