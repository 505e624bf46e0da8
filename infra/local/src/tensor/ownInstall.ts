import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { childEnvironment, readEnvironment, repositoryPath } from "../environment.ts";
import { LocalError } from "../errors.ts";
import { bytesBelow } from "../progress.ts";
import { ADDON_PATH, tfjsPackageDir } from "./layout.ts";

/** A download that has brought nothing for this long is given up. */
const SILENT_MS_MAX = 30_000;
const TOTAL_MS_MAX = 15 * 60_000;

/**
 * Lets tfjs-node's own install script fetch its library and addon, on a copy of the package in the staging folder,
 * and leaves only `deps/lib` and `lib` there.
 *
 * @throws {LocalError} `command_failed`, where the script cannot reach its downloads (at once without a name server)
 */
export const installByItself = async (staging: string): Promise<void> => {
  const copy = join(staging, "package");
  await cp(tfjsPackageDir(), copy, {
    recursive: true,
    filter: (source) => ![join(tfjsPackageDir(), "deps"), join(tfjsPackageDir(), "lib")].includes(source),
  });
  await runScript(copy);
  if (!existsSync(join(copy, ADDON_PATH))) {
    throw new LocalError("command_failed", "tfjs-node's install script left no addon");
  }
  await cp(join(copy, "deps", "lib"), join(staging, "deps", "lib"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await cp(join(copy, "lib"), join(staging, "lib"), { recursive: true });
  await rm(copy, { recursive: true });
};

const runScript = (copy: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const bin = repositoryPath("node_modules/.bin");
    const child = spawn(process.execPath, ["scripts/install.js"], {
      cwd: copy,
      // The copy has no node_modules above it: its requires are found by NODE_PATH, node-pre-gyp by PATH.
      env: childEnvironment({
        NODE_PATH: repositoryPath("node_modules"),
        PATH: [bin, ...readEnvironment().path].join(delimiter),
      }),
      stdio: ["ignore", "ignore", "pipe"],
    });
    let printed = "";
    child.stderr.on("data", (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-4000);
    });
    const start = performance.now();
    let size = 0;
    let grewAt = start;
    const watch = setInterval(() => {
      const now = performance.now();
      const bytes = bytesBelow(join(copy, "deps"));
      if (bytes > size) grewAt = now;
      size = bytes;
      // Once the library is whole, the script is silent for as long as the compiler takes.
      const silent = size === 0 && now - grewAt > SILENT_MS_MAX;
      if (silent || now - start > TOTAL_MS_MAX) child.kill("SIGKILL");
    }, 1000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearInterval(watch);
      if (code === 0) return resolve();
      const why = /^Error: .*$/m.exec(printed)?.[0] ?? printed.trim().split("\n").at(-1) ?? "";
      reject(
        new LocalError("command_failed", `tfjs-node's install script ended with ${signal ?? code}: ${why}`),
      );
    });
  });
