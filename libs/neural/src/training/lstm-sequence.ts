import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { Tf } from "./backend.ts";
import { savedAt, saverOf } from "./operations.ts";

/** What an LSTM is run over, time-major: row `t·batch + b` is step t of lane b. */
export interface LstmRun {
  /** x·W + b, `[steps·batch x 4·hidden]`: input, forget, candidate, output. */
  readonly projected: Tensor2D;
  /** U, `[hidden x 4·hidden]`. */
  readonly recurrent: Tensor2D;
  /** 0 where the state is nothing after the step, else 1, `[steps·batch x 1]`. */
  readonly mask: Tensor2D;
  readonly steps: number;
}

/**
 * States after each step, `[steps·batch x hidden]`, from nothing on, with a gradient written by hand: half the operations
 * of the automatic one. The equations are those of `TextCellNet`.
 */
export const lstmSequence = (tf: Tf, run: LstmRun): Tensor2D => {
  const run1 = tf.customGrad((...inputs) => {
    const { states, before, gates, candidate, kept, squashed } = forward(tf, run);
    saverOf(inputs)([before, gates, candidate, kept, squashed, run.recurrent, run.mask]);
    return { value: states, gradFunc: (dStates, saved) => backward(tf, run.steps, dStates, saved) };
  });
  return run1(run.projected, run.recurrent).as2D(run.mask.shape[0], run.recurrent.shape[0]);
};

type Made = "states" | "before" | "gates" | "candidate" | "kept" | "squashed";

const forward = (tf: Tf, { projected, recurrent, mask, steps }: LstmRun): Record<Made, Tensor> => {
  const h = recurrent.shape[0];
  const lanes = mask.shape[0] / steps;
  const [inputs, masks] = [tf.split(projected, steps), tf.split(mask, steps)];
  const made = { states: [] as Tensor[], before: [] as Tensor[], gates: [] as Tensor[] };
  const inner = { candidate: [] as Tensor[], kept: [] as Tensor[], squashed: [] as Tensor[] };
  let state: Tensor = tf.zeros([lanes, h]);
  let memory: Tensor = tf.zeros([lanes, h]);
  for (let t = 0; t < steps; t++) {
    const sums = tf.add(tf.matMul(state.as2D(lanes, h), recurrent), expect(inputs[t]));
    const gates = tf.sigmoid(sums);
    const [i, f, , o] = tf.split(gates, 4, 1);
    const candidate = tf.tanh(tf.slice(sums, [0, 2 * h], [lanes, h]));
    made.before.push(state);
    inner.kept.push(memory);
    memory = tf.mul(tf.add(tf.mul(expect(f), memory), tf.mul(expect(i), candidate)), expect(masks[t]));
    const squashed = tf.tanh(memory);
    state = tf.mul(expect(o), squashed);
    made.states.push(state);
    made.gates.push(gates);
    inner.candidate.push(candidate);
    inner.squashed.push(squashed);
  }
  return {
    states: tf.concat(made.states),
    before: tf.concat(made.before),
    gates: tf.concat(made.gates),
    candidate: tf.concat(inner.candidate),
    kept: tf.concat(inner.kept),
    squashed: tf.concat(inner.squashed),
  };
};

const backward = (tf: Tf, steps: number, dStates: Tensor, saved: readonly Tensor[]): Tensor[] => {
  const [before, gates, candidate] = [savedAt(saved, 0), savedAt(saved, 1), savedAt(saved, 2)];
  const [kept, squashed] = [savedAt(saved, 3), savedAt(saved, 4)];
  const [recurrent, mask] = [savedAt(saved, 5), savedAt(saved, 6)];
  const [i, f, , o] = tf.split(gates, 4, 1).map(expect);
  const [iSlope, fSlope, , oSlope] = tf.split(tf.mul(gates, tf.sub(1, gates)), 4, 1).map(expect);
  const inSteps = (tensor: Tensor): Tensor[] => tf.split(tensor, steps);
  // What a step's gradients are multiplied by, worked out for all steps at once.
  const perMemory = inSteps(
    tf.concat(
      [
        tf.mul(candidate, expect(iSlope)),
        tf.mul(kept, expect(fSlope)),
        tf.mul(expect(i), tf.sub(1, tf.square(candidate))),
      ],
      1,
    ),
  );
  const perState = inSteps(tf.mul(squashed, expect(oSlope)));
  const toMemory = inSteps(tf.mul(expect(o), tf.sub(1, tf.square(squashed))));
  const [fs, masks, ds] = [inSteps(expect(f)), inSteps(mask), inSteps(dStates)];
  const dSums: Tensor[] = [];
  let dState: Tensor | undefined;
  let dMemory: Tensor | undefined;
  for (let t = steps - 1; t >= 0; t--) {
    const own = expect(ds[t]);
    const d = dState === undefined ? own : tf.add(own, dState);
    const inward = tf.mul(d, expect(toMemory[t]));
    const whole = tf.mul(dMemory === undefined ? inward : tf.add(inward, dMemory), expect(masks[t]));
    const threefold = tf.concat([whole, whole, whole], 1);
    const dSum = tf.concat([tf.mul(threefold, expect(perMemory[t])), tf.mul(d, expect(perState[t]))], 1);
    dMemory = tf.mul(whole, expect(fs[t]));
    dState = tf.matMul(
      dSum.as2D(dSum.shape[0] ?? 0, dSum.shape[1] ?? 0),
      recurrent.as2D(recurrent.shape[0] ?? 0, recurrent.shape[1] ?? 0),
      false,
      true,
    );
    dSums.unshift(dSum);
  }
  const all = tf.concat(dSums);
  return [
    all,
    tf.matMul(
      before.as2D(before.shape[0] ?? 0, before.shape[1] ?? 0),
      all.as2D(all.shape[0] ?? 0, all.shape[1] ?? 0),
      true,
    ),
  ];
};

/** A tensor that an operation is known to have made. */
const expect = (tensor: Tensor | undefined): Tensor => {
  if (tensor === undefined) throw new Error("an operation gave fewer tensors than it should");
  return tensor;
};
