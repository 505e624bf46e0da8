import { existsSync } from "node:fs";
import { lstat, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../command.ts";
import { repositoryPath } from "../environment.ts";
import { LocalError } from "../errors.ts";
import { differences, readManifest, writeManifest } from "../manifest.ts";
import type { Progress } from "../progress.ts";
import { intoPlace } from "../staging.ts";
import { buildAddon } from "./addon.ts";
import { ADDON_PATH, type TensorBackend, tensorCacheDir, tfjsPackageDir } from "./layout.ts";
import { installByItself } from "./ownInstall.ts";
import { fetchLibraryFromWheel, wheelFits } from "./wheel.ts";

/** Which backend there is now and, where it is not the native one, why. */
export interface TensorSetUp {
  readonly backend: TensorBackend;
  readonly detail: string;
}

const message = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const fix = error instanceof LocalError && error.fix !== undefined ? ` (get it with: ${error.fix})` : "";
  return `${error.message}${fix}`;
};

/** Loads tfjs-node in a process of its own and multiplies once, with the two functions that Node 23 removed. */
const SMOKE = `
const util = require("util");
util.isNullOrUndefined ??= (x) => x == null;
util.isArray ??= Array.isArray;
const tf = require("@tensorflow/tfjs-node");
if (tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0] !== 11) process.exit(1);
`;

/** Whether the native backend of this clone loads and computes. Takes about 0.4 s. */
export const loads = (): Promise<boolean> =>
  run(process.execPath, ["--no-deprecation", "-e", SMOKE], {
    cwd: repositoryPath("."),
    timeoutMs: 60_000,
  }).then(
    () => true,
    () => false,
  );

/** Whether the package's folder holds a real addon, of npm's own install step, rather than a link to the cache. */
const installedByNpm = async (): Promise<boolean> => {
  const lib = await lstat(join(tfjsPackageDir(), "lib")).catch(() => undefined);
  return lib?.isDirectory() === true && existsSync(join(tfjsPackageDir(), ADDON_PATH));
};

/** Puts `deps` and `lib` of the cache into this clone's package, as links, each replaced in one step. */
const link = async (): Promise<void> => {
  for (const name of ["deps", "lib"]) {
    const target = join(tfjsPackageDir(), name);
    const there = await lstat(target).catch(() => undefined);
    if (there?.isDirectory()) await rm(target, { recursive: true });
    const temporary = `${target}.${process.pid}`;
    await rm(temporary, { force: true });
    await symlink(join(tensorCacheDir(), name), temporary);
    await rename(temporary, target);
  }
};

const unlink = async (): Promise<void> => {
  for (const name of ["deps", "lib"])
    await rm(join(tfjsPackageDir(), name), { force: true, recursive: true });
};

const cacheIsWhole = async (progress: Progress): Promise<boolean> => {
  const manifest = await readManifest(tensorCacheDir());
  if (manifest === undefined) return false;
  const damage = await differences(tensorCacheDir(), manifest);
  if (damage.length > 0) progress.say(`the cached TensorFlow is damaged (${damage[0]}): fetching it again`);
  return damage.length === 0;
};

const fillCache = (progress: Progress): Promise<void> =>
  intoPlace(tensorCacheDir(), async (staging) => {
    try {
      await progress.during("trying tfjs-node's own install step", () => installByItself(staging), staging);
    } catch (error) {
      if (!wheelFits()) throw error;
      progress.say(`it cannot (${message(error).split("\n")[0]}): taking the library from its Python wheel`);
      for (const name of ["package", "deps", "lib"]) {
        await rm(join(staging, name), { recursive: true, force: true });
      }
      await fetchLibraryFromWheel(staging, progress);
      await buildAddon(staging, progress);
    }
    await writeManifest(staging);
  });

/**
 * Provides the native tensor library to this clone: from its own install step if that has run, else from the user's
 * cache (0.7 s, checked by hash), which is filled first where it is empty or damaged (half a minute). Where that
 * fails, WebAssembly remains, with the reason; never throws.
 */
export const setUpTensors = async (progress: Progress): Promise<TensorSetUp> => {
  try {
    if ((await installedByNpm()) && (await loads())) {
      return { backend: "tfjs-node", detail: "installed by its own install step" };
    }
    if (!(await cacheIsWhole(progress))) await fillCache(progress);
    await link();
    if (await loads()) return { backend: "tfjs-node", detail: tensorCacheDir() };
    await unlink();
    return { backend: "wasm", detail: "the native library is there but does not load" };
  } catch (error) {
    return { backend: "wasm", detail: message(error) };
  }
};
