import { decoderFor, recommenderOf, startStream, type World } from "@millrace/runtime";
import type { Scope as Life } from "@millrace/service";
import { basketSettings } from "./settings.ts";
import { basketTopology } from "./topology.ts";

/** Starts the baskets of this process's partitions. */
export const start = (world: World, scope: Life): Promise<void> =>
  startStream(
    world,
    scope,
    basketTopology(
      decoderFor(world.config, "baskets"),
      basketSettings(world.config),
      recommenderOf(world.config),
    ),
    "baskets",
  );
