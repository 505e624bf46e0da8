import type { Scalar, Tensor2D } from "@tensorflow/tfjs";
import type { Tf } from "./backend.ts";

/** A loss over scores of candidates, of which one is the target. */
export interface RankingLoss {
  /** BPR-max or TOP1-max (Hidasi & Karatzoglou 2018, section 3.3). */
  readonly kind: "bpr-max" | "top1-max";
  /** Weight of the squared scores of the negatives in BPR-max (λ). */
  readonly scorePenalty: number;
}

/** Taken off a target's score where only negatives count: its softmax weight is then 0. */
const MASK = 1e9;

/**
 * Every candidate but the target is a negative, weighted by the softmax over the negatives, s_j:
 * BPR-max −ln Σ s_j σ(r_i − r_j) + λ Σ s_j r_j²; TOP1-max Σ s_j (σ(r_j − r_i) + σ(r_j²)). Weighted mean over examples.
 * @param scores `[examples x candidates]`; @param places the target's column; @param weights 0 leaves an example out.
 */
export const rankingLoss = (
  tf: Tf,
  scores: Tensor2D,
  places: Int32Array,
  weights: Float32Array,
  { kind, scorePenalty }: RankingLoss,
): Scalar => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = tf.tensor2d(
    weights.map((weight) => weight / total),
    [weights.length, 1],
  );
  const hot = tf.oneHot(tf.tensor1d(places, "int32"), scores.shape[1]).toFloat();
  const target = tf.sum(tf.mul(scores, hot), 1, true);
  const negatives = tf.softmax(tf.sub(scores, tf.mul(hot, MASK)));
  const squared = tf.square(scores);
  const losses =
    kind === "bpr-max"
      ? tf.add(
          tf.neg(
            tf.log(tf.add(tf.sum(tf.mul(negatives, tf.sigmoid(tf.sub(target, scores))), 1, true), 1e-24)),
          ),
          tf.mul(tf.sum(tf.mul(negatives, squared), 1, true), scorePenalty),
        )
      : tf.sum(tf.mul(negatives, tf.add(tf.sigmoid(tf.sub(scores, target)), tf.sigmoid(squared))), 1, true);
  return tf.sum(tf.mul(losses, share)).asScalar();
};
