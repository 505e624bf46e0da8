export { bayesTexts } from "./bayes-texts.ts";
export { decodeInteraction, type Interaction } from "./interaction.ts";
export { ladder, type Opinion, type Rung } from "./opinion.ts";
export { recommenderTopology } from "./recommender.ts";
export { decodeReviewAnswer, type ReviewAnswer } from "./review-answer.ts";
export { start } from "./start.ts";
export { type ReviewSettings, reviewTopology } from "./topology.ts";
