// npm run check: everything that can be said about the source without running it. Each step runs, whatever the ones
// before it said, so that one look shows all that is wrong.
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { exclusively, installPackages, packagesAreInstalled, root } from "./prepare.mjs";

const DOCS = "services/cli/src/docs.ts";

const bin = (name) => realpathSync(join(root, "node_modules", ".bin", name));
const node = (args) => spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status === 0;

/** Known holes in what is shipped. Says so when the registry cannot be asked, which is no fault of the source. */
const audit = () => {
  const { stdout } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 1 << 26,
    timeout: 60_000,
  });
  let counts;
  try {
    counts = JSON.parse(stdout).metadata?.vulnerabilities;
  } catch {
    counts = undefined;
  }
  if (counts === undefined) {
    console.log("the registry gave no answer: not audited");
    return "not audited";
  }
  console.log(
    Object.entries(counts)
      .map(([severity, count]) => `${severity}: ${count}`)
      .join(", "),
  );
  return counts.high + counts.critical === 0;
};

const steps = [
  ["format and lint", () => node([bin("biome"), "check", "--error-on-warnings", "."])],
  ["types", () => node([bin("tsc"), "-b"])],
  ["dead code", () => node([bin("knip")])],
  ["generated docs", () => node(["--import", "tsx", "--conditions=millrace-source", DOCS, "--check"])],
  ["known vulnerabilities", audit],
].filter(([name]) => name !== "generated docs" || existsSync(join(root, DOCS)));

if (!packagesAreInstalled()) await exclusively(installPackages);

const results = steps.map(([name, step]) => {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const outcome = step();
  return { name, outcome, seconds: (performance.now() - start) / 1000 };
});

console.log("\n== summary");
for (const { name, outcome, seconds } of results) {
  const word = outcome === true ? "ok" : outcome === false ? "FAILED" : outcome;
  console.log(`${name.padEnd(24)}${seconds.toFixed(1).padStart(6)} s  ${word}`);
}
process.exitCode = results.some(({ outcome }) => outcome === false) ? 1 : 0;
