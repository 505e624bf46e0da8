import { decoderFor, startStream, type World } from "@millrace/runtime";
import type { Scope } from "@millrace/service";
import { clickTopology } from "./topology.ts";

/** Starts the clicks of this process's partitions. */
export const start = (world: World, scope: Scope): Promise<void> => {
  const { itemsMax, sessionsMax, sessionIdleMs } = world.config;
  const topology = clickTopology(decoderFor(world.config, "clicks"), {
    itemsMax,
    sessionsMax,
    sessionIdleMs,
  });
  return startStream(world, scope, topology, "clicks");
};
