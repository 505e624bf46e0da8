import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { TextNetwork } from "../networks/text-kinds.ts";
import type { Tf } from "./backend.ts";
import { gruSequence } from "./gru-sequence.ts";
import { lstmSequence } from "./lstm-sequence.ts";

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
  const { network, projected, recurrent, real, steps, lanes } = run;
  if (network === "gru") return gruStates(tf, run);
  const mask = tf.tensor2d(real, [steps * lanes, 1]);
  if (network !== "rnn") return tf.split(lstmSequence(tf, { projected, recurrent, mask, steps }), steps);
  const masks = tf.split(mask, steps);
  const hidden = recurrent.shape[0];
  let state: Tensor = tf.zeros([lanes, hidden]);
  return tf.split(projected, steps).map((input, t) => {
    const next = tf.tanh(tf.add(input, tf.matMul(state.as2D(lanes, hidden), recurrent)));
    state = tf.mul(next, masks[t] ?? tf.scalar(1));
    return state;
  });
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
