import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { Tf } from "./backend.ts";

type Saver = (tensors: Tensor[]) => void;

/**
 * The function among a custom gradient's inputs that keeps tensors for the backward pass: what is not saved so is
 * given back when the forward pass ends.
 */
export const saverOf = (inputs: readonly (Tensor | Saver)[]): Saver => {
  const save = inputs.at(-1);
  if (typeof save !== "function") throw new TypeError("a custom gradient has no saver");
  return save;
};

/** A tensor that the forward pass saved. */
export const savedAt = (saved: readonly Tensor[], at: number): Tensor => {
  const tensor = saved[at];
  if (tensor === undefined)
    throw new TypeError(`the forward pass saved ${saved.length} tensors, not ${at + 1}`);
  return tensor;
};

/**
 * Rows of a table, `[ids x columns]`. Its gradient scatters by `scatterND`, which every backend has
 * (`unsortedSegmentSum`, the usual one, is missing in WebAssembly).
 */
export const lookUp = (tf: Tf, table: Tensor2D, ids: Int32Array): Tensor2D => {
  const rows = tf.tensor1d(ids, "int32");
  const gather = tf.customGrad((...inputs) => {
    saverOf(inputs)([rows]);
    return {
      value: tf.gather(table, rows),
      gradFunc: (d, saved) => tf.scatterND(tf.expandDims(savedAt(saved, 0), 1), d, table.shape),
    };
  });
  return gather(table).as2D(ids.length, table.shape[1]);
};

/**
 * Softmax cross-entropy of `[examples x classes]` logits, as the weighted mean over examples. Its gradient is written
 * by hand: softmax − one-hot, so that no further array of that size is kept.
 * @param weights `[examples]`; 0 leaves an example out. Their sum must be positive.
 */
export const crossEntropy = (
  tf: Tf,
  logits: Tensor2D,
  targets: Int32Array,
  weights: Float32Array,
): Scalar => {
  const total = weights.reduce((sum, w) => sum + w, 0);
  const share = tf.tensor2d(
    weights.map((w) => w / total),
    [weights.length, 1],
  );
  const hot = tf.oneHot(tf.tensor1d(targets, "int32"), logits.shape[1]).toFloat();
  const loss = tf.customGrad((...inputs) => {
    const probabilities = tf.softmax(logits);
    saverOf(inputs)([probabilities, hot, share]);
    const own = tf.sum(tf.mul(probabilities, hot), 1, true);
    const value: Tensor = tf.neg(tf.sum(tf.mul(tf.log(tf.maximum(own, 1e-30)), share)));
    return {
      value,
      gradFunc: (d, saved) =>
        tf.mul(tf.sub(savedAt(saved, 0), savedAt(saved, 1)), tf.mul(savedAt(saved, 2), d)),
    };
  });
  return loss(logits).asScalar();
};

/** Binary cross-entropy of logits, mean over examples, without overflow: max(x, 0) − x·y + ln(1 + e^−|x|). */
export const logisticLoss = (tf: Tf, logits: Tensor2D, labels: Tensor2D): Scalar =>
  tf
    .mean(
      tf.add(
        tf.sub(tf.relu(logits), tf.mul(logits, labels)),
        tf.log(tf.add(1, tf.exp(tf.neg(tf.abs(logits))))),
      ),
    )
    .asScalar();

/** Where Huber's loss turns from square to line, in scaled units. */
export const HUBER_TURN = 3;

/** Huber's loss of errors, weighted mean: q·(|e| − q/2) with q = min(|e|, turn). @param share weights that sum to 1. */
export const huberLoss = (tf: Tf, errors: Tensor2D, share: Tensor2D): Scalar => {
  const size = tf.abs(errors);
  const q = tf.minimum(size, HUBER_TURN);
  return tf.sum(tf.mul(share, tf.mul(q, tf.sub(size, tf.mul(q, 0.5))))).asScalar();
};
