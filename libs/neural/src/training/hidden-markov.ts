import { setImmediate } from "node:timers/promises";
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { HiddenMarkovWeights } from "../networks/hidden-markov.ts";
import { Random } from "../random.ts";
import { loadTensors, type Tf } from "./backend.ts";
import { lookUp } from "./operations.ts";
import { Parameters } from "./parameters.ts";

/** Sessions as item indices from 1; 0 is the unknown item. The `IndexedSessions` of `@millrace/sequences`. */
export interface StateSessions {
  readonly clicks: Int32Array;
  /** `[sessions + 1]` */
  readonly starts: Int32Array;
  /** `[sessions]`, 1 where the end was seen. */
  readonly ended: Uint8Array;
}

/** How the model is fitted. */
export interface StatesByGradientOptions {
  readonly states: number;
  readonly seed: number;
  /** Steps over all sessions. @default 300 */
  readonly steps?: number;
  /** Of Adam. @default 0.05 */
  readonly learningRate?: number;
}

/**
 * Fits a hidden Markov model by gradient descent on the negative log likelihood, differentiated through the forward
 * algorithm by the tensor library: the other way to the optimum that Baum-Welch climbs to. Every distribution is a softmax
 * of free numbers, so none can leave its bounds. Each step takes all sessions: steps x clicks x states² operations.
 * @returns the model and the mean log likelihood per click before each step.
 */
export const fitStatesByGradient = async (
  items: readonly string[],
  sessions: StateSessions,
  options: StatesByGradientOptions,
): Promise<{ readonly weights: HiddenMarkovWeights; readonly logLikelihoods: readonly number[] }> => {
  const { tf } = await loadTensors();
  const { states, seed, steps = 300, learningRate = 0.05 } = options;
  const parameters = new Parameters(tf);
  const random = new Random(seed);
  parameters.add("start", 1, states, random, 0.1);
  parameters.add("moves", states, states + 1, random, 1);
  parameters.add("emission", states, items.length + 1, random, 1);
  const optimizer = tf.train.adam(learningRate);
  const logLikelihoods: number[] = [];
  try {
    for (let step = 0; step < steps; step++) {
      const loss = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() =>
          negativeLogLikelihood(tf, parameters, sessions, states),
        );
        optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
        return value.dataSync()[0] ?? Number.NaN;
      });
      logLikelihoods.push(-loss);
      await setImmediate();
    }
    return { weights: weightsOf(tf, parameters, items, states), logLikelihoods };
  } finally {
    optimizer.dispose();
    parameters.dispose();
  }
};

/** Per click. Sessions are columns of one step each; those that are over carry their last distribution on. */
const negativeLogLikelihood = (
  tf: Tf,
  parameters: Parameters,
  { clicks, starts, ended }: StateSessions,
  states: number,
): Scalar => {
  const count = starts.length - 1;
  let longest = 0;
  for (let s = 0; s < count; s++) longest = Math.max(longest, (starts[s + 1] ?? 0) - (starts[s] ?? 0));
  const moves = tf.softmax(parameters.get("moves"));
  const transition = tf.slice(moves, [0, 0], [states, states]);
  const exit = tf.slice(moves, [0, states], [states, 1]);
  const emission: Tensor2D = tf.transpose(tf.softmax(parameters.get("emission")));
  let alpha: Tensor = tf.tile(tf.softmax(parameters.get("start")), [count, 1]);
  let total: Tensor = tf.scalar(0);
  for (let t = 0; t < longest; t++) {
    const ids = new Int32Array(count);
    const live = new Float32Array(count);
    for (let s = 0; s < count; s++) {
      const at = (starts[s] ?? 0) + t;
      if (at >= (starts[s + 1] ?? 0)) continue;
      ids[s] = clicks[at] ?? 0;
      live[s] = 1;
    }
    const isLive = tf.tensor2d(live, [count, 1]);
    const reached = t === 0 ? alpha : tf.matMul(alpha, transition);
    const joint = tf.mul(reached, lookUp(tf, emission, ids));
    const scale = tf.maximum(tf.sum(joint, 1, true), 1e-30);
    total = tf.add(total, tf.sum(tf.mul(tf.log(scale), isLive)));
    alpha = tf.add(tf.mul(tf.div(joint, scale), isLive), tf.mul(alpha, tf.sub(1, isLive)));
  }
  const seen = tf.tensor2d(Float32Array.from(ended), [count, 1]);
  const exits = tf.log(tf.maximum(tf.matMul(alpha, exit), 1e-30));
  return tf.div(tf.neg(tf.add(total, tf.sum(tf.mul(exits, seen)))), clicks.length).asScalar();
};

const weightsOf = (
  tf: Tf,
  parameters: Parameters,
  items: readonly string[],
  states: number,
): HiddenMarkovWeights => {
  const shares = (name: string): Float32Array =>
    tf.tidy(() => Float32Array.from(tf.softmax(parameters.get(name)).dataSync()));
  const [moves, likes] = [shares("moves"), shares("emission")];
  const rows = items.length + 1;
  return {
    kind: "hidden-markov",
    states,
    items,
    start: shares("start"),
    transition: Float32Array.from(
      { length: states * states },
      (_, at) => moves[Math.floor(at / states) * (states + 1) + (at % states)] ?? 0,
    ),
    exit: Float32Array.from({ length: states }, (_, k) => moves[k * (states + 1) + states] ?? 0),
    emission: Float32Array.from(
      { length: rows * states },
      (_, at) => likes[(at % states) * rows + Math.floor(at / states)] ?? 0,
    ),
    dwellMs: new Float32Array(states),
  };
};
