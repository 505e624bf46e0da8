// What every command does first: the npm packages, then the real parts. Plain JavaScript, since nothing is installed
// yet when it runs. A few milliseconds when all is done.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./child.mjs";
import { withLock } from "./lock.mjs";

export const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/** Raise it when the set-up provides something new: every clone then runs it again. */
const SET_UP_VERSION = 1;

const cacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "millrace");
const stamp = join(root, "node_modules", ".millrace", "set-up.json");

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
};

/**
 * Whether node_modules holds what the lock file says. npm keeps its own lock file in there, of what it installed;
 * packages of other platforms are optional and may be missing. (Times tell less: a checkout changes them.)
 */
export const packagesAreInstalled = () => {
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  const there = readJson(join(root, "node_modules", ".package-lock.json"))?.packages;
  if (wanted === undefined || there === undefined) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional, link, resolved }]) => {
    if (!path.startsWith("node_modules/")) return true;
    const found = there[path];
    if (found === undefined) return optional === true;
    return (
      found.version === version && found.integrity === integrity && (!link || found.resolved === resolved)
    );
  });
};

const setUpKey = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update([SET_UP_VERSION, process.version, process.platform, process.arch, cacheDir].join("\n"))
    .update(process.env.KAFKA_BROKERS ? "own Kafka" : "local Kafka")
    .digest("hex");

/** Whether the set-up was done for this clone, with this Node, and what it provided is still there. */
const partsAreSetUp = () => {
  const done = readJson(stamp);
  return done?.key === setUpKey() && done.files.every((file) => existsSync(file));
};

const say = (line) => process.stderr.write(`millrace: ${line}\n`);

const failed = (what, code) => {
  say(`${what} failed`);
  process.exit(code);
};

/** Runs `npm ci` where it is needed. Ends the process when it fails. */
export const installPackages = async () => {
  if (packagesAreInstalled()) return;
  say("installing the npm packages (npm ci) …");
  // npm writes to stderr here, so that a command's stdout is its own.
  const code = await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (code !== 0) failed("npm ci", code);
};

const provideParts = async () => {
  const node = ["--import", "tsx", "--conditions=millrace-source", "infra/local/src/setUpMain.ts"];
  const code = await run(process.execPath, [...node, stamp, setUpKey()], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (code !== 0) failed("the set-up", code);
};

/** Runs a step of the set-up while no other one of this user runs. */
export const exclusively = (work) =>
  withLock(join(cacheDir, "set-up.lock"), work, (pid) =>
    say(`another set-up is at work (process ${pid}); waiting …`),
  );

/** Provides everything that a command needs; `always` also checks what a stamp says is done. */
export const prepare = async ({ always }) => {
  if (!always && packagesAreInstalled() && partsAreSetUp()) return;
  await exclusively(async () => {
    await installPackages();
    if (always || !partsAreSetUp()) await provideParts();
  });
};
