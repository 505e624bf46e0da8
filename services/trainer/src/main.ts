import { settingsProblems } from "@millrace/runtime";
import { runMain } from "@millrace/service";
import { start } from "./start.ts";

// Started by another process, the trainer ends with it, however that ended.
process.on("disconnect", () => process.exit(0));
// It may have ended while this was being loaded.
if (process.send !== undefined && !process.connected) process.exit(0);
await runMain(start, settingsProblems);
