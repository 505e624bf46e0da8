export {
  defaultActionWeights,
  preferenceOptions,
  type RecommenderOptions,
  type RecommenderSettings,
  ratingOptions,
  recommenderOptions,
  weightOfAction,
} from "./behaviour.ts";
export { decodeInteraction, type Interaction } from "./interaction.ts";
export { ladder, ladderValues, type Opinion, opinionBy, type Rung } from "./opinion.ts";
export { itemRowsTopic, PeerRows } from "./peer-rows.ts";
export { recommenderTopology } from "./recommender.ts";
export { decodeReviewAnswer, type ReviewAnswer } from "./review-answer.ts";
export { start } from "./start.ts";
export { readBagGlobals } from "./text/bag-globals.ts";
export { networkTagger } from "./text/tagger-network.ts";
export { scoresBy } from "./text/text-networks.ts";
export { winkTagger } from "./text/wink-tagger.ts";
export { type ReviewSettings, reviewTopology } from "./topology.ts";
