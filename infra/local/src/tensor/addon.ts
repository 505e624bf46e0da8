import { existsSync, realpathSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findOnPath, run } from "../command.ts";
import { LocalError } from "../errors.ts";
import type { Progress } from "../progress.ts";
import { findOrInstall, TOOLS } from "../tools.ts";
import { ADDON_PATH, NAPI_VERSION, tfjsPackageDir } from "./layout.ts";

/** npm brings node-gyp along, in its own folder. */
const findNodeGyp = (): string => {
  const npm = findOnPath("npm");
  const script =
    npm && join(dirname(realpathSync(npm)), "..", "node_modules", "node-gyp", "bin", "node-gyp.js");
  if (script && existsSync(script)) return script;
  throw new LocalError("tool_missing", "npm's node-gyp is missing", { fix: "npm install --global npm" });
};

/** Where Node's headers lie, or undefined, where node-gyp must fetch them itself. */
const findNodeDir = async (): Promise<string | undefined> => {
  const besideNode = dirname(dirname(process.execPath));
  if (existsSync(join(besideNode, "include", "node", "node_api.h"))) return besideNode;
  const npm = findOnPath("npm");
  const printed = npm === undefined ? "" : await run(npm, ["config", "get", "nodedir", "--loglevel=error"]);
  // npm may warn on the same stream: the value is the last line.
  const configured = printed.trim().split("\n").at(-1) ?? "";
  return existsSync(join(configured, "include", "node", "node_api.h")) ? configured : undefined;
};

/**
 * Compiles tfjs-node's addon (10 s) against the library in `deps` of the staging folder, and removes what is needed
 * only for that.
 *
 * @throws {LocalError} `tool_missing` without a compiler; `command_failed`, with the compiler's last lines
 */
export const buildAddon = async (staging: string, progress: Progress): Promise<void> => {
  await findOrInstall("g++", TOOLS.compiler, progress);
  await findOrInstall("make", TOOLS.compiler, progress);
  for (const name of ["binding", "binding.gyp"]) {
    await cp(join(tfjsPackageDir(), name), join(staging, name), { recursive: true });
  }
  const nodeDir = await findNodeDir();
  const define = ["--module_name=tfjs_binding", `--napi_build_version=${NAPI_VERSION}`];
  const into = `--module_path=${join(staging, dirname(ADDON_PATH))}`;
  const headers = nodeDir === undefined ? [] : [`--nodedir=${nodeDir}`];
  const args = [findNodeGyp(), "rebuild", ...define, into, ...headers];
  await progress.during("building tfjs-node's addon", () =>
    run(process.execPath, args, { cwd: staging, timeoutMs: 15 * 60_000 }),
  );
  for (const name of ["binding", "binding.gyp", "build", join("deps", "include")]) {
    await rm(join(staging, name), { recursive: true });
  }
};
