import { settingsProblems } from "@millrace/runtime";
import { runMain } from "@millrace/service";
import { start } from "./start.ts";

// Started by another process, the stack stops as it would by hand once that one is gone.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// It may have gone while this was being loaded.
if (process.send !== undefined && !process.connected) process.exit(0);
await runMain(start, settingsProblems);
