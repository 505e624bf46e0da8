import type { Tensor2D } from "@tensorflow/tfjs";
import type { Tf } from "./backend.ts";
import { savedAt, saverOf } from "./operations.ts";

/** What a GRU is run over, time-major: row `t·batch + b` is step t of lane b. */
export interface GruRun {
  /** x·W + b, `[steps·batch x 3·hidden]`. */
  readonly projected: Tensor2D;
  /** U, `[hidden x 3·hidden]`. */
  readonly recurrent: Tensor2D;
  /** State before the first step, `[batch x hidden]`; no gradient goes into it (truncated backpropagation). */
  readonly start: Tensor2D;
  /** 0 where the state is forgotten before the step, else 1, `[steps·batch x 1]`. */
  readonly keep: Tensor2D;
  readonly steps: number;
}

/**
 * States after each step, `[steps·batch x hidden]`, with a gradient written by hand: half the operations of the
 * automatic one, whose overhead per operation is what training small networks costs. The equations are those of
 * `GruWeights`.
 */
export const gruSequence = (tf: Tf, run: GruRun): Tensor2D => {
  const run1 = tf.customGrad((...inputs) => {
    const { states, before, gates, reset, candidate } = forward(tf, run);
    // What the library does not save itself it gives back before the gradient is taken.
    saverOf(inputs)([before, gates, reset, candidate, run.recurrent, run.keep]);
    return { value: states, gradFunc: (dStates, saved) => backward(tf, run.steps, dStates, saved) };
  });
  return run1(run.projected, run.recurrent).as2D(run.keep.shape[0], run.start.shape[1]);
};

type Tensor = ReturnType<Tf["add"]>;

const gateColumns = (tf: Tf, recurrent: Tensor): readonly [gates: Tensor, candidate: Tensor] => {
  const h = recurrent.shape[0] ?? 0;
  const [gates, candidate] = tf.split(recurrent, [2 * h, h], 1);
  return [expect(gates), expect(candidate)];
};

const forward = (
  tf: Tf,
  run: GruRun,
): Record<"states" | "before" | "gates" | "reset" | "candidate", Tensor> => {
  const h = run.start.shape[1];
  const [gateMatrix, candidateMatrix] = gateColumns(tf, run.recurrent);
  const [gateInput, candidateInput] = tf.split(run.projected, [2 * h, h], 1);
  const gateInputs = tf.split(expect(gateInput), run.steps);
  const candidateInputs = tf.split(expect(candidateInput), run.steps);
  const keep = tf.split(run.keep, run.steps);
  const made = { states: [] as Tensor[], before: [] as Tensor[], gates: [] as Tensor[] };
  const inner = { reset: [] as Tensor[], candidate: [] as Tensor[] };
  let state: Tensor = run.start;
  for (let t = 0; t < run.steps; t++) {
    const before = tf.mul(state, expect(keep[t]));
    const gates = tf.sigmoid(tf.add(tf.matMul(before, gateMatrix), expect(gateInputs[t])));
    const [z, r] = tf.split(gates, 2, 1);
    const reset = tf.mul(expect(r), before);
    const candidate = tf.tanh(tf.add(tf.matMul(reset, candidateMatrix), expect(candidateInputs[t])));
    state = tf.add(candidate, tf.mul(expect(z), tf.sub(before, candidate)));
    made.states.push(state);
    made.before.push(before);
    made.gates.push(gates);
    inner.reset.push(reset);
    inner.candidate.push(candidate);
  }
  return {
    states: tf.concat(made.states),
    before: tf.concat(made.before),
    gates: tf.concat(made.gates),
    reset: tf.concat(inner.reset),
    candidate: tf.concat(inner.candidate),
  };
};

const backward = (tf: Tf, steps: number, dStates: Tensor, saved: readonly Tensor[]): Tensor[] => {
  const [before, gates, reset, candidate] = [
    savedAt(saved, 0),
    savedAt(saved, 1),
    savedAt(saved, 2),
    savedAt(saved, 3),
  ];
  const [gateMatrix, candidateMatrix] = gateColumns(tf, savedAt(saved, 4));
  const [z, r] = tf.split(gates, 2, 1);
  const inSteps = (tensor: Tensor): Tensor[] => tf.split(tensor, steps);
  const slopes = inSteps(tf.mul(gates, tf.sub(1, gates)));
  const candidateSlopes = inSteps(tf.mul(tf.sub(1, expect(z)), tf.sub(1, tf.square(candidate))));
  const differences = inSteps(tf.sub(before, candidate));
  const [befores, zs, rs, keeps, ds] = [before, expect(z), expect(r), savedAt(saved, 5), dStates].map(
    inSteps,
  );
  const dGates: Tensor[] = [];
  const dCandidates: Tensor[] = [];
  let carried: Tensor | undefined;
  for (let t = steps - 1; t >= 0; t--) {
    const own = expect(ds?.[t]);
    const d = carried === undefined ? own : tf.add(own, carried);
    const dCandidate = tf.mul(d, expect(candidateSlopes[t]));
    const dReset = tf.matMul(dCandidate, candidateMatrix, false, true);
    const dGate = tf.mul(
      tf.concat([tf.mul(d, expect(differences[t])), tf.mul(dReset, expect(befores?.[t]))], 1),
      expect(slopes[t]),
    );
    const direct = tf.add(tf.mul(d, expect(zs?.[t])), tf.mul(dReset, expect(rs?.[t])));
    carried = tf.mul(tf.add(direct, tf.matMul(dGate, gateMatrix, false, true)), expect(keeps?.[t]));
    dGates.unshift(dGate);
    dCandidates.unshift(dCandidate);
  }
  const dGateAll = tf.concat(dGates);
  const dCandidateAll = tf.concat(dCandidates);
  return [
    tf.concat([dGateAll, dCandidateAll], 1),
    tf.concat([tf.matMul(before, dGateAll, true), tf.matMul(reset, dCandidateAll, true)], 1),
  ];
};

/** A tensor that an operation is known to have made. */
const expect = (tensor: Tensor | undefined): Tensor => {
  if (tensor === undefined) throw new Error("an operation gave fewer tensors than it should");
  return tensor;
};
