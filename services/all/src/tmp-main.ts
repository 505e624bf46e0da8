import { runMain } from "@millrace/service";
import { start } from "./tmp-spine.ts";
await runMain(start);
