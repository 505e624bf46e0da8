/** 1 when the truth was among the first `k` of a ranking, else 0. @param rank 1 is best; Infinity when unranked. */
export const hitAt = (rank: number, k: number): number => (rank <= k ? 1 : 0);

/** 1/rank when the truth was among the first `k`, else 0; its mean is MRR@k. */
export const reciprocalRankAt = (rank: number, k: number): number => (rank <= k ? 1 / rank : 0);

/** Discounted gain of the one item that was right, 1/log2(rank + 1) among the first `k`, else 0; its mean is nDCG@k. */
export const discountedGainAt = (rank: number, k: number): number =>
  rank <= k ? 1 / Math.log2(rank + 1) : 0;

/** Squared error; its mean is the MSE and the root of that the RMSE (metric of mean "root"). */
export const squaredError = (actual: number, predicted: number): number => (actual - predicted) ** 2;

/** Absolute error in the unit of the data; its mean is the MAE. */
export const absoluteError = (actual: number, predicted: number): number => Math.abs(actual - predicted);

/**
 * Absolute error over the mean step of the series so far (MASE, Hyndman & Koehler 2006): 1 is as good as persistence.
 * @param scale mean |y_t − y_{t−1}| before this reading; where it is 0 the error has no scale and NaN ("no value") is returned.
 */
export const scaledError = (actual: number, predicted: number, scale: number): number =>
  scale > 0 ? Math.abs(actual - predicted) / scale : Number.NaN;

/** 1 when the interval holds the truth, else 0; its mean is the coverage. */
export const coverageOf = (actual: number, lower: number, upper: number): number =>
  actual >= lower && actual <= upper ? 1 : 0;

/**
 * Winkler's interval score: the width, plus 2/(1 − level) times the distance by which the truth was missed. Lower is
 * better; it is least in the mean for the true quantiles (Gneiting & Raftery 2007, eq. 43).
 * @param level coverage asked of the interval, between 0 and 1 exclusive.
 */
export const winklerScore = (actual: number, lower: number, upper: number, level: number): number =>
  upper - lower + (2 / (1 - level)) * Math.max(lower - actual, 0, actual - upper);

/** −ln p of the truth in nats, p held above 1e-15 so that one sure mistake does not decide a whole mean. */
export const logLoss = (probabilityOfTruth: number): number => -Math.log(Math.max(probabilityOfTruth, 1e-15));
