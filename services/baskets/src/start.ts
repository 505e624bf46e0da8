import { decoderFor, startStream, type World } from "@millrace/runtime";
import type { Scope } from "@millrace/service";
import { basketTopology } from "./topology.ts";

/** Starts the baskets of this process's partitions. */
export const start = (world: World, scope: Scope): Promise<void> => {
  const { itemsMax, pairsMax, minCount } = world.config;
  return startStream(
    world,
    scope,
    basketTopology(decoderFor(world.config, "baskets"), { itemsMax, pairsMax, minCount }),
    "baskets",
  );
};
