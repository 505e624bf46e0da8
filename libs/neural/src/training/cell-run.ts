import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { TextNetwork } from "../networks/text-kinds.ts";
import type { Tf } from "./backend.ts";
import { gruSequence } from "./gru-sequence.ts";

/** What a cell is run over, time-major as in `PaddedTexts`. */
export interface CellRun {
  readonly network: Exclude<TextNetwork, "average">;
  /** x·W + b, `[steps·lanes x gates·hidden]`. */
  readonly projected: Tensor2D;
  /** U, `[hidden x gates·hidden]`. */
  readonly recurrent: Tensor2D;
  /** 1 where a word stands, else 0, `[steps·lanes]`. */
  readonly real: Float32Array;
  readonly steps: number;
  readonly lanes: number;
}

/** States after each step, one tensor `[lanes x hidden]` a step. Before a text's first word the state is nothing. */
export const cellStates = (tf: Tf, run: CellRun): readonly Tensor[] => {
  if (run.network === "gru") return gruStates(tf, run);
  const { network, projected, recurrent, real, steps, lanes } = run;
  const hidden = recurrent.shape[0];
  // Texts of one length need no mask.
  const whole = real.every((one) => one === 1);
  const masks = whole ? [] : tf.split(tf.tensor2d(real, [steps * lanes, 1]), steps);
  const masked = (tensor: Tensor, t: number): Tensor => {
    const mask = masks[t];
    return mask === undefined ? tensor : tf.mul(tensor, mask);
  };
  let state: Tensor = tf.zeros([lanes, hidden]);
  let memory: Tensor = tf.zeros([lanes, hidden]);
  const states: Tensor[] = [];
  for (const [t, input] of tf.split(projected, steps).entries()) {
    const sums = tf.add(input, tf.matMul(state.as2D(lanes, hidden), recurrent));
    if (network === "rnn") state = masked(tf.tanh(sums), t);
    else {
      const [i, f, candidate, o] = tf.split(sums, 4, 1);
      if (i === undefined || f === undefined || candidate === undefined || o === undefined)
        throw new Error("a split gave fewer parts than it should");
      const next = tf.add(tf.mul(tf.sigmoid(f), memory), tf.mul(tf.sigmoid(i), tf.tanh(candidate)));
      memory = masked(next, t);
      state = tf.mul(tf.sigmoid(o), tf.tanh(memory));
    }
    states.push(state);
  }
  return states;
};

const gruStates = (tf: Tf, { projected, recurrent, real, steps, lanes }: CellRun): readonly Tensor[] => {
  const hidden = recurrent.shape[0];
  // What padding made of the state is forgotten at the first word.
  const keep = real.map((one, at) => (one === 1 && at >= lanes ? (real[at - lanes] ?? 0) : 0));
  const start = tf.tensor2d(new Float32Array(lanes * hidden), [lanes, hidden]);
  const run = { projected, recurrent, start, keep: tf.tensor2d(keep, [steps * lanes, 1]), steps };
  return tf.split(gruSequence(tf, run), steps);
};

/** State after the last step, `[lanes x hidden]`. */
export const lastState = (tf: Tf, run: CellRun): Tensor2D => {
  const last = cellStates(tf, run).at(-1);
  if (last === undefined) throw new RangeError("a text without words cannot be read");
  return last.as2D(run.lanes, run.recurrent.shape[0]);
};
