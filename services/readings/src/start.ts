import { decoderFor, startStream, type World } from "@millrace/runtime";
import type { Scope } from "@millrace/service";
import { readingTopology } from "./topology.ts";

/** Starts the readings of this process's partitions. */
export const start = (world: World, scope: Scope): Promise<void> => {
  const { seriesMax, lagsMax } = world.config;
  const topology = readingTopology(decoderFor(world.config, "readings"), { seriesMax, lags: lagsMax });
  return startStream(world, scope, topology, "readings");
};
