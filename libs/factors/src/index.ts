export { BoltzmannMachine, type BoltzmannOptions } from "./boltzmann.ts";
export type { Evidence, FoldedUser } from "./fold-in.ts";
export { decodeGlobal, type GlobalRow } from "./global.ts";
export { type Heat, heatAt, heated, trendOf } from "./heat.ts";
export { HISTORY_MAX, Neighbours } from "./neighbours.ts";
export { type RatingModelOptions, type RatingModelSettings, ratingModelSettings } from "./options.ts";
export { RATING_MAX, RATING_MIN, type RatingPrediction } from "./predict.ts";
export type { Preference } from "./preference.ts";
export type { FoldedPreferences, Touched } from "./preference-fold.ts";
export { PreferenceModel } from "./preference-model.ts";
export {
  type PreferenceModelOptions,
  type PreferenceModelSettings,
  preferenceModelSettings,
} from "./preference-options.ts";
export type { PreferenceRanks } from "./preference-ranks.ts";
export { nearnessOf, popularityOf, TREND_PRIOR } from "./preference-ranks.ts";
export { PreferenceReplica } from "./preference-replica.ts";
export type { ItemPreference } from "./preference-wire.ts";
export { BLENDED, RankBlend } from "./rank-blend.ts";
export { type Rating, RatingModel } from "./rating-model.ts";
export { FactorReplica, type RecommendedItem, type RecommendOptions, type ScoredItem } from "./replica.ts";
export { SlotSums } from "./slot-sums.ts";
export { BestScores, reachOf, type Scored, type ScoredRows, topN } from "./top-n.ts";
export type { Vectors } from "./vectors.ts";
export { decodeItemRow, decodeUserRow, type ItemRating, type ItemRow, type UserRow } from "./wire.ts";
