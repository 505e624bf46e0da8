import { existsSync } from "node:fs";
import { join } from "node:path";
import { readEnvironment, repositoryPath } from "../environment.ts";

/** The version of tfjs-node that the cache is built for; that of the lock file. */
export const TFJS_VERSION = "4.22.0";

/**
 * The native interface that the addon is built for. It is stable across Node versions: one addon, built once,
 * serves Node 20, 22 and 24.
 */
export const NAPI_VERSION = 8;

/** The package's folder in this clone. */
export const tfjsPackageDir = (): string => repositoryPath("node_modules/@tensorflow/tfjs-node");

/** Where the native library and the addon are kept, for every clone of this user. */
export const tensorCacheDir = (): string =>
  join(
    readEnvironment().cacheDir,
    `tfjs-node-${TFJS_VERSION}-napi${NAPI_VERSION}-${process.platform}-${process.arch}`,
  );

/** The addon's path below the package's folder, and below the cache's. */
export const ADDON_PATH = join("lib", `napi-v${NAPI_VERSION}`, "tfjs_binding.node");

/** What computes with tensors: TensorFlow's native library, or its WebAssembly build. */
export type TensorBackend = "tfjs-node" | "wasm";

/** Which backend the set-up has provided in this clone: "wasm" until it has run. Only looks; does not load it. */
export const tensorBackend = (): TensorBackend =>
  existsSync(join(tfjsPackageDir(), ADDON_PATH)) ? "tfjs-node" : "wasm";
