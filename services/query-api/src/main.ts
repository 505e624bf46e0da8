import { runService } from "@millrace/runtime";
import { start } from "./start.ts";

await runService("query-api", async (world, scope) => {
  await start(world, scope);
});
