import { runMain } from "@millrace/service";
import { start } from "./start.ts";

await runMain(start);
