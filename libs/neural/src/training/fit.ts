import { setImmediate } from "node:timers/promises";
import type { Scalar, Tensor, Variable } from "@tensorflow/tfjs";
import type { EpochRecord, NetworkKind, StopReason, TrainingCard } from "../card.ts";
import type { Stepper } from "./adagrad.ts";
import type { Tensors, Tf } from "./backend.ts";
import type { Settings, TrainingOptions } from "./options.ts";
import type { Parameters } from "./parameters.ts";

/** One step of the optimiser. */
export interface Batch {
  /** Predictions whose mean loss this is: the batch's weight in the epoch's mean. */
  readonly examples: number;
  /** The mean loss as a tensor, within a gradient's scope; may keep a state for the next batch. */
  readonly loss: () => Scalar;
}

/** What the serving code makes of the weights as they stand. */
export interface Judgement {
  readonly loss: number;
  readonly examples: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What differs between the networks. */
export interface Task<W> {
  readonly kind: NetworkKind;
  readonly parameters: Parameters;
  readonly trainingExamples: number;
  /** What applies the gradients. @default Adam */
  readonly optimizer?: (() => Stepper) | undefined;
  /** The batches of one epoch, in order; each is used up before the next is asked for. */
  batches(epoch: number): Iterable<Batch>;
  /** A copy of the weights as they stand. */
  weights(): W;
  /** Judges weights by serving the validation data. */
  judge(weights: W): Judgement;
}

interface EpochSums {
  examples: number;
  loss: number;
  batches: number;
  norm: number;
  clipped: number;
}

/**
 * Trains by Adam (Kingma & Ba 2015), or by what the task names, with the gradient's global norm clipped (Pascanu et al. 2013), judges after each
 * epoch with the serving code and returns the weights of the best epoch. Gives the event loop a turn after each batch.
 * @throws {RangeError} where an epoch has no batch.
 */
export const fit = async <W>(
  tensors: Tensors,
  task: Task<W>,
  settings: Settings,
  options: TrainingOptions,
): Promise<{ readonly weights: W; readonly card: TrainingCard }> => {
  const { tf } = tensors;
  const clock = options.clockMs ?? (() => performance.now());
  const start = clock();
  const late = (): boolean => clock() - start > (options.timeBudgetMs ?? Number.POSITIVE_INFINITY);
  const optimizer = task.optimizer?.() ?? tf.train.adam(settings.learningRate);
  const epochs: EpochRecord[] = [];
  let best: { weights: W; judged: Judgement; epoch: number } | undefined;
  let stopped: StopReason = "epochs";
  try {
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      const began = clock();
      const sums: EpochSums = { examples: 0, loss: 0, batches: 0, norm: 0, clipped: 0 };
      for (const batch of task.batches(epoch)) {
        learn(tf, task.parameters.variables, batch, settings.clipNorm, optimizer, sums);
        await setImmediate();
        if (late()) break;
      }
      if (sums.batches === 0) throw new RangeError("there is nothing to train on");
      const weights = task.weights();
      const judged = task.judge(weights);
      const record = recordOf(epoch, sums, judged, (clock() - began) / 1000);
      epochs.push(record);
      options.onProgress?.(record);
      if (best === undefined || judged.loss < best.judged.loss) best = { weights, judged, epoch };
      if (late()) stopped = "time";
      else if (epoch - best.epoch >= settings.patience) stopped = "patience";
      if (stopped !== "epochs") break;
    }
  } finally {
    optimizer.dispose();
  }
  if (best === undefined) throw new RangeError("no epoch was trained");
  const { seed, ...numbers } = settings;
  const card: TrainingCard = {
    kind: task.kind,
    created: options.created,
    dataRange: options.dataRange,
    backend: tensors.backend,
    seed,
    shapes: task.parameters.shapes,
    parameters: task.parameters.size,
    settings: { ...numbers },
    epochs,
    bestEpoch: best.epoch,
    stopped,
    trainingExamples: task.trainingExamples,
    validationExamples: best.judged.examples,
    validation: best.judged.metrics,
    seconds: (clock() - start) / 1000,
  };
  return { weights: best.weights, card };
};

/** One step of the optimiser; the sums are changed. */
const learn = (
  tf: Tf,
  variables: Variable[],
  batch: Batch,
  clipNorm: number,
  optimizer: Stepper,
  sums: EpochSums,
): void => {
  const [loss = Number.NaN, norm = Number.NaN] = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(batch.loss, variables);
    const gradients = variables.map(({ name }) => ({ name, tensor: grads[name] ?? tf.scalar(0) }));
    const squares = gradients.map(({ tensor }): Tensor => tf.sum(tf.square(tensor)));
    const norm = tf.sqrt(tf.addN(squares));
    const factor = tf.div(clipNorm, tf.maximum(norm, clipNorm));
    optimizer.applyGradients(gradients.map(({ name, tensor }) => ({ name, tensor: tf.mul(tensor, factor) })));
    return tf.stack([value, norm]).dataSync();
  });
  if (!Number.isFinite(loss) || !Number.isFinite(norm))
    throw new RangeError(`training diverged: loss ${loss}`);
  sums.batches++;
  sums.examples += batch.examples;
  sums.loss += loss * batch.examples;
  sums.norm += norm;
  sums.clipped += Math.min(norm, clipNorm);
};

const recordOf = (epoch: number, sums: EpochSums, judged: Judgement, seconds: number): EpochRecord => ({
  epoch,
  trainingLoss: sums.loss / sums.examples,
  validationLoss: judged.loss,
  gradientNorm: sums.norm / sums.batches,
  clippedNorm: sums.clipped / sums.batches,
  seconds,
});
