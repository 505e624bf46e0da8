import { readTopic } from "@millrace/kafka";
import type { WeightsOnOffer } from "@millrace/pipeline";
import { startStream, type World } from "@millrace/runtime";
import type { Scope } from "@millrace/service";
import { recommenderOptions } from "./behaviour.ts";
import { itemRowsTopic, PeerRows } from "./peer-rows.ts";
import { recommenderTopology } from "./recommender.ts";

/** Starts the recommender where this process owns its log, or those of its partitions that fall to it. */
export const startRecommender = async (world: World, scope: Scope): Promise<void> => {
  const options = recommenderOptions(world.config);
  const ports =
    options.shared === true ? { ...world.ports, weights: await withPeers(world, scope) } : world.ports;
  await startStream({ ...world, ports }, scope, recommenderTopology(options), "interactions");
};

/** The networks on offer, and what other partitions tell of items. */
const withPeers = async (world: World, scope: Scope): Promise<WeightsOnOffer> => {
  const { kafka, journal } = world;
  const peers = new PeerRows();
  await scope.start(
    "item-rows",
    () =>
      readTopic(kafka, {
        topic: kafka.name(itemRowsTopic),
        from: "beginning",
        onBatch: ({ records }) => {
          for (const { key, value, offset } of records)
            peers.take(Buffer.from(key ?? []).toString("utf8"), value, offset);
        },
        onCaughtUp: () => peers.caughtUp(),
        onFailed: (error) => journal.error("item_rows_unreadable", { error: String(error) }),
      }),
    (reading) => reading.stop(),
  );
  return { offered: (to) => [...world.weights.offered(), ...peers.offered(to)] };
};
