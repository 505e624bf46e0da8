import { runService } from "@millrace/runtime";
import { start } from "./start.ts";
import { startRecommender } from "./start-recommender.ts";

await runService("reviews", async (world, scope) => {
  await startRecommender(world, scope);
  await start(world, scope);
});
