import { serveHealth, settingsProblems } from "@millrace/runtime";
import { Metrics, runMain } from "@millrace/service";
import { start } from "./start.ts";

// Started by another process, the trainer ends with it, however that ended.
process.on("disconnect", () => process.exit(0));
// It may have ended while this was being loaded.
if (process.send !== undefined && !process.connected) process.exit(0);
const alone = process.send === undefined;
await runMain(async (config, scope) => {
  await start(config, scope);
  if (alone) await serveHealth(config, new Metrics(), () => [], scope);
}, settingsProblems);
