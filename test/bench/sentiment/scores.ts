/** How well a model told positive texts from negative ones. */
export interface Score {
  readonly model: string;
  /** Share of texts on the right side of ½, per cent. */
  readonly accuracy: number;
  /** Area under the receiver operating characteristic, per cent. */
  readonly auc: number;
  /** Trained numbers that are not 0. */
  readonly parameters?: number | undefined;
  readonly msPerText?: number | undefined;
}

/** Scores probabilities against labels. */
export const scoreOf = (model: string, scores: readonly number[], positive: readonly boolean[]): Score => {
  const right = scores.filter((score, i) => score >= 0.5 === positive[i]).length;
  return { model, accuracy: (100 * right) / scores.length, auc: 100 * areaUnderCurve(scores, positive) };
};

/** Probability that a positive text scores above a negative one, ties half. */
const areaUnderCurve = (scores: readonly number[], positive: readonly boolean[]): number => {
  const order = scores
    .map((score, i) => ({ score, positive: positive[i] === true }))
    .sort((a, b) => a.score - b.score);
  let [ranks, positives] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && order[to]?.score === order[from]?.score) to++;
    for (let i = from; i < to; i++)
      if (order[i]?.positive) {
        ranks += (from + 1 + to) / 2;
        positives++;
      }
    from = to;
  }
  const negatives = order.length - positives;
  return positives * negatives === 0
    ? 0.5
    : (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
};
