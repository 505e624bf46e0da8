import { createRequire } from "node:module";

/** The tensor library, whichever backend runs it. */
export type Tf = typeof import("@tensorflow/tfjs");

/** What computes: the native library, WebAssembly, or plain JavaScript. */
export type Backend = "tfjs-node" | "wasm" | "cpu";

/** The tensor library, ready to use. */
export interface Tensors {
  readonly tf: Tf;
  readonly backend: Backend;
  /** Why each better backend could not be used, best first; for the log. */
  readonly refused: readonly string[];
}

let loading: Promise<Tensors> | undefined;

/**
 * Loads the tensor library once per process: the native tfjs-node if it has been built here, else WebAssembly, else
 * plain JavaScript. Costs about 0.5 s and 100 MB the first time.
 * @param native false passes over the native library. Only the process's first call decides.
 */
export const loadTensors = (native = true): Promise<Tensors> => {
  loading ??= load(native);
  return loading;
};

const require = createRequire(import.meta.url);

const load = async (native: boolean): Promise<Tensors> => {
  const refused: string[] = [];
  try {
    if (!native) throw new Error("not wanted");
    restoreRemovedUtilities();
    const tf: Tf = require("@tensorflow/tfjs-node");
    await tf.ready();
    return { tf, backend: "tfjs-node", refused };
  } catch (cause) {
    refused.push(`tfjs-node: ${firstLine(cause)}`);
  }
  const tf: Tf = require("@tensorflow/tfjs");
  try {
    require("@tensorflow/tfjs-backend-wasm");
    if (await tf.setBackend("wasm")) return { tf, backend: "wasm", refused };
    refused.push("wasm: could not be initialised");
  } catch (cause) {
    refused.push(`wasm: ${firstLine(cause)}`);
  }
  await tf.setBackend("cpu");
  return { tf, backend: "cpu", refused };
};

/** tfjs-node 4.22 calls two functions that Node 23 took out of `util`. */
const restoreRemovedUtilities = (): void => {
  const util: Record<string, unknown> = require("node:util");
  util.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  util.isArray ??= Array.isArray;
};

const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split("\n", 1)[0] ?? "";
