/** How a rung did lately on one series at one horizon. */
export interface Standing {
  /** Errors seen. */
  count: number;
  /** Mean recent |error|. */
  loss: number;
}

/** Errors before a rung may answer or take part. */
const COUNT_MIN = 12;
/** Share of the loss by which a challenger must be better than the reigning rung. */
const LEAD = 0.02;
/** Rungs whose loss is more than this many times the least take no part in the combination. */
const LOSS_RATIO_MAX = 2;
/** Weight of a rung in the combination by its share of the least loss: the sixth power. */
const sharpened = (share: number): number => {
  const square = share * share;
  return square * square * square;
};

/**
 * The rung that answers: the one with the least recent loss, where the reigning one stays until another is 2 % better.
 * A rung with fewer than 12 errors is passed over; where all are, the first that has any forecast reigns.
 */
export const champion = (standings: readonly Standing[], reigning: number): number => {
  const current = standings[reigning];
  const known = current !== undefined && current.count >= COUNT_MIN;
  let best = reigning;
  let least = known ? current.loss * (1 - LEAD) : Number.POSITIVE_INFINITY;
  for (let rung = 0; rung < standings.length; rung++) {
    const standing = standings[rung];
    if (standing === undefined || rung === reigning || standing.count < COUNT_MIN) continue;
    if (standing.loss < least) {
      best = rung;
      least = standing.loss;
    }
  }
  return best;
};

/**
 * Weighted mean of forecasts, weights loss^−6 (inverse mean squared error, cubed; Bates & Granger 1969 with a sharper
 * choice), over the rungs below `rungs` that have a forecast and enough errors. NaN where none has.
 */
export const blend = (
  standings: readonly Standing[],
  forecasts: ArrayLike<number>,
  rungs: number,
): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let rung = 0; rung < rungs; rung++) {
    const standing = standings[rung];
    if (standing === undefined || standing.count < COUNT_MIN || Number.isNaN(forecasts[rung] ?? Number.NaN))
      continue;
    least = Math.min(least, standing.loss);
  }
  if (least === Number.POSITIVE_INFINITY) return Number.NaN;
  let sum = 0;
  let weights = 0;
  for (let rung = 0; rung < rungs; rung++) {
    const standing = standings[rung];
    const forecast = forecasts[rung] ?? Number.NaN;
    if (standing === undefined || standing.count < COUNT_MIN || Number.isNaN(forecast)) continue;
    if (standing.loss > LOSS_RATIO_MAX * least) continue;
    const weight = least > 0 ? sharpened(least / standing.loss) : standing.loss > 0 ? 0 : 1;
    sum += weight * forecast;
    weights += weight;
  }
  return sum / weights;
};
