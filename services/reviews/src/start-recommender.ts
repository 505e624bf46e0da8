import { startStream, type World } from "@millrace/runtime";
import type { Scope } from "@millrace/service";
import { recommenderOptions } from "./behaviour.ts";
import { recommenderTopology } from "./recommender.ts";

/** Starts the recommender where this process owns its log. */
export const startRecommender = (world: World, scope: Scope): Promise<void> =>
  startStream(world, scope, recommenderTopology(recommenderOptions(world.config)), "interactions");
