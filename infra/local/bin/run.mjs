// Runs a command of this repository on a fresh clone of a fresh machine: sets up what is missing, then
//   run.mjs ENTRY.ts [ARGS]      runs a TypeScript file from source
//   run.mjs --exec NAME [ARGS]   runs a program of node_modules/.bin
//   run.mjs --setup-only         only sets up, and checks every hash again
import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "./child.mjs";
import { prepare, root } from "./prepare.mjs";

const USAGE = "usage: run.mjs (ENTRY.ts [ARGS] | --exec NAME [ARGS] | --setup-only)";

const [first, ...rest] = process.argv.slice(2);
if (first === undefined || (first === "--exec" && rest[0] === undefined)) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}

await prepare({ always: first === "--setup-only" });

/** Young objects of a steady flow die before they are looked at: half the time that collecting garbage takes. */
const YOUNG_MIB = 64;

const source = (entry, args) => [
  `--max-semi-space-size=${YOUNG_MIB}`,
  // kafkajs 2.2 sets timers to before now, which does no harm; Node 24 would say so at every start.
  "--disable-warning=TimeoutNegativeWarning",
  "--import",
  "tsx",
  "--conditions=millrace-source",
  resolve(root, entry),
  ...args,
];

/** The programs of npm packages are scripts: run by this Node, not by the one that PATH happens to name. */
const program = ([name, ...args]) => {
  const file = join(root, "node_modules", ".bin", name);
  if (!existsSync(file)) {
    process.stderr.write(`millrace: there is no ${name} in node_modules/.bin\n`);
    process.exit(127);
  }
  return [realpathSync(file), ...args];
};

if (first !== "--setup-only") {
  const args = first === "--exec" ? program(rest) : source(first, rest);
  process.exitCode = await run(process.execPath, args);
}
