import { runService } from "@millrace/runtime";
import { start } from "./start.ts";

await runService("reviews", start);
