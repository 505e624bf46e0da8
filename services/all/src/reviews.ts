import { start } from "@millrace/service-reviews";
import { runLinked } from "./linked.ts";

await runLinked("reviews", {}, async (world, scope, calls) => {
  world.partitions.follow((state) => void calls.call("partitions", state).catch(() => undefined));
  await start(world, scope);
});
