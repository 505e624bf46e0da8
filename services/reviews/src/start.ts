import { decoderFor, recommenderOf, startStream, type World } from "@millrace/runtime";
import type { Scope } from "@millrace/service";
import { type ReviewSettings, reviewTopology } from "./topology.ts";

/** Starts the reviews of this process's partitions. */
export const start = async (world: World, scope: Scope): Promise<void> => {
  await startStream(
    world,
    scope,
    reviewTopology(
      decoderFor(world.config, "reviews"),
      reviewSettings(world.config),
      recommenderOf(world.config),
    ),
    "reviews",
  );
};

/** The limits of the reviews' models out of all settings. */
const reviewSettings = (config: World["config"]): ReviewSettings => ({
  itemsMax: config.itemsMax,
  reviewsMax: config.reviewsMax,
  trigramsMax: config.trigramsMax,
  networkWordsPerSecond: config.networkWordsPerSecond,
  languageWordsPerSecond: config.languageWordsPerSecond,
  phraseWordsPerSecond: config.phraseWordsPerSecond,
  aspectWordsPerSecond: config.aspectWordsPerSecond,
  tagger: config.tagger,
  ratingsFromText: config.ratingsFromText === "true",
});
