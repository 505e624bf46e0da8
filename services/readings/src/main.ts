import { runService } from "@millrace/runtime";
import { start } from "./start.ts";

await runService("readings", start);
