import { decoderFor, startStream, type World } from "@millrace/runtime";
import type { Scope } from "@millrace/service";
import { readingTopology } from "./topology.ts";

/** Starts the readings of this process's partitions. */
export const start = (world: World, scope: Scope): Promise<void> => {
  const { seriesMax, seriesValues: values, lagsMax: lags } = world.config;
  const networks = world.config.seriesNetworks !== "none";
  const settings = { seriesMax, lags, values, networks };
  const topology = readingTopology(decoderFor(world.config, "readings"), settings);
  return startStream(world, scope, topology, "readings");
};
