#!/usr/bin/env node
// `npx millrace CMD` on a fresh clone: sets up what is missing, then runs the command from source.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
process.argv.splice(2, 0, join(root, "services/cli/src/main.ts"));
await import(join(root, "infra/local/bin/run.mjs"));
