import { decoderFor, recommenderOf, startStream, type World } from "@millrace/runtime";
import type { Scope } from "@millrace/service";
import { clickSettings } from "./settings.ts";
import { clickTopology } from "./topology.ts";

/** Starts the clicks of this process's partitions. */
export const start = (world: World, scope: Scope): Promise<void> =>
  startStream(
    world,
    scope,
    clickTopology(
      decoderFor(world.config, "clicks"),
      clickSettings(world.config),
      recommenderOf(world.config),
    ),
    "clicks",
  );
