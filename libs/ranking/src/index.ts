export {
  ANSWERED_MAX,
  type Answered,
  type AnsweredItem,
  decodeAnswerId,
  encodeAnswerId,
} from "./answer-id.ts";
export { BlendLearner, type ChoiceLoss, decodeWeights, encodeWeights, type Shown } from "./blend.ts";
export { ContentIndex } from "./content.ts";
export { Descriptions, type WordSpace } from "./descriptions.ts";
export { diversified, meanLikeness, type Relevant } from "./diversity.ts";
export type { Alike, Mixture } from "./likeness.ts";
export { blended, placeOf, priorWeights, type Source, type SourceScores, sources } from "./sources.ts";
