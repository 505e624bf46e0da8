export type { Evidence, FoldedUser } from "./fold-in.ts";
export { decodeGlobal, type GlobalRow } from "./global.ts";
export { type RatingModelOptions, type RatingModelSettings, ratingModelSettings } from "./options.ts";
export { RATING_MAX, RATING_MIN, type RatingPrediction } from "./predict.ts";
export { type Rating, RatingModel } from "./rating-model.ts";
export { FactorReplica, type RecommendedItem, type RecommendOptions, type ScoredItem } from "./replica.ts";
export { type Scored, type ScoredRows, topN } from "./top-n.ts";
export type { Vectors } from "./vectors.ts";
export { decodeItemRow, decodeUserRow, type ItemRating, type ItemRow, type UserRow } from "./wire.ts";
