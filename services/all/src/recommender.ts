import { startRecommender } from "@millrace/service-reviews/recommender";
import { runLinked } from "./linked.ts";

await runLinked("recommender", {}, async (world, scope, calls) => {
  world.partitions.follow((state) => void calls.call("partitions", state).catch(() => undefined));
  await startRecommender(world, scope);
});
