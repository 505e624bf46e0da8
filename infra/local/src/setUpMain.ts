/**
 * The set-up as a program: `setUpMain.ts STAMP KEY`. Run by `bin/run.mjs` after `npm ci`, under its lock. Leaves a
 * stamp when all is there, by which the next run knows in a millisecond that there is nothing to do.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readEnvironment } from "./environment.ts";
import { createProgress } from "./progress.ts";
import { setUp } from "./setUp.ts";

const [stamp, key] = process.argv.slice(2);
if (stamp === undefined || key === undefined) throw new Error("setUpMain.ts STAMP KEY");
const progress = createProgress();
const { backend, files, problems } = await setUp(readEnvironment(), progress);
if (problems.length > 0) {
  progress.say(`the set-up is not complete:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  process.exitCode = 1;
} else {
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, `${JSON.stringify({ key, backend, files }, undefined, 2)}\n`);
}
