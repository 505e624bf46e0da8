import { areaUnderCurve } from "./area-under-curve.ts";
import type { Judgement } from "./fit.ts";

/** Log loss, accuracy and area under the curve of probabilities against labels. */
export const judgedTexts = (scores: readonly number[], labels: readonly (0 | 1)[]): Judgement => {
  const per = Math.max(1, scores.length);
  let [loss, right] = [0, 0];
  for (const [i, score] of scores.entries()) {
    const positive = labels[i] === 1;
    loss -= Math.log(Math.max(positive ? score : 1 - score, 1e-7));
    right += score >= 0.5 === positive ? 1 : 0;
  }
  const metrics = { accuracy: right / per, auc: areaUnderCurve(scores, labels) };
  return { loss: loss / per, examples: scores.length, metrics };
};
