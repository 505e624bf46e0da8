/**
 * Area under the receiver operating characteristic: probability that a positive scores above a negative, ties half
 * (Mann and Whitney). 0.5 where one of the classes is missing. O(n log n).
 */
export const areaUnderCurve = (scores: readonly number[], labels: readonly number[]): number => {
  const order = scores
    .map((score, i) => ({ score, positive: labels[i] === 1 }))
    .sort((a, b) => a.score - b.score);
  const positives = order.filter(({ positive }) => positive).length;
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  let ranks = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && order[to]?.score === order[from]?.score) to++;
    const mean = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (order[i]?.positive) ranks += mean;
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
};
