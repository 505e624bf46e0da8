export { type ChampionRule, chooseChampion, type PairSums, zScore } from "./champion.ts";
export {
  absoluteError,
  coverageOf,
  discountedGainAt,
  hitAt,
  logLoss,
  reciprocalRankAt,
  scaledError,
  squaredError,
  winklerScore,
} from "./losses.ts";
export { improvement, type Metric, type MetricSum, meanOf } from "./metric.ts";
export { championOf, rowsOf, type ScoreRow } from "./rows.ts";
export { Scoreboard, type ScoreboardOptions } from "./scoreboard.ts";
export {
  type ModelScores,
  mergeScores,
  type PairScores,
  type Reign,
  type Scores,
  type Tally,
} from "./scores.ts";
export type { Values } from "./sums.ts";
