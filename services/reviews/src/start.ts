import { decoderFor, startStream, type World } from "@millrace/runtime";
import type { Scope } from "@millrace/service";
import { recommenderTopology } from "./recommender.ts";
import { type ReviewSettings, reviewTopology } from "./topology.ts";

/** Fixed, so that every installation gives the same factors for the same log. */
const SEED = 1;

/** Starts the reviews of this process's partitions, and the recommender where this process owns its log. */
export const start = async (world: World, scope: Scope): Promise<void> => {
  const { itemsMax, usersMax, factors } = world.config;
  await startStream(
    world,
    scope,
    recommenderTopology({ factors, usersMax, itemsMax, seed: SEED }),
    "interactions",
  );
  await startStream(
    world,
    scope,
    reviewTopology(decoderFor(world.config, "reviews"), reviewSettings(world.config)),
    "reviews",
  );
};

/** The limits of the reviews' models out of all settings. */
const reviewSettings = (config: World["config"]): ReviewSettings => ({
  itemsMax: config.itemsMax,
  reviewsMax: config.reviewsMax,
  trigramsMax: config.trigramsMax,
  networkWordsPerSecond: config.networkWordsPerSecond,
  aspectWordsPerSecond: config.aspectWordsPerSecond,
  ratingsFromText: config.ratingsFromText === "true",
});
