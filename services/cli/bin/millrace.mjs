#!/usr/bin/env node
// `npx millrace CMD` on a fresh clone: sets up what is missing, then runs the command from source.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const main = join(root, "services/cli/src/main.ts");
if (process.argv[2] === "doctor") {
  // It tells what is missing: the set-up, which fails for want of it, must not come first.
  const { exclusively, installPackages, packagesAreInstalled } = await import(
    join(root, "infra/local/bin/prepare.mjs")
  );
  const { run } = await import(join(root, "infra/local/bin/child.mjs"));
  if (!packagesAreInstalled()) await exclusively(installPackages);
  const source = ["--import", "tsx", "--conditions=millrace-source", main, ...process.argv.slice(2)];
  process.exitCode = await run(process.execPath, source);
} else {
  process.argv.splice(2, 0, main);
  await import(join(root, "infra/local/bin/run.mjs"));
}
