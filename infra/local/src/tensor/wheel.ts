import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../command.ts";
import { repositoryPath } from "../environment.ts";
import { LocalError } from "../errors.ts";
import { assertMatches } from "../manifest.ts";
import type { Progress } from "../progress.ts";
import { findOrInstall, install, TOOLS } from "../tools.ts";

/** The wheel that carries the library: its C interface is the one that tfjs-node 4.22 is written for. */
const WHEEL = {
  requirement: "tensorflow-cpu==2.15.1",
  file: "tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
  sha256: "54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26",
} as const;

/** Whether there is a wheel for this platform. */
export const wheelFits = (): boolean => process.platform === "linux" && process.arch === "x64";

/** Names the wheel's libraries as the linker, the loader and tfjs-node look for them. */
const LINKS = [
  ["libtensorflow.so", "libtensorflow_cc.so.2"],
  ["libtensorflow.so.2.9.1", "libtensorflow_cc.so.2"],
  ["libtensorflow_framework.so", "libtensorflow_framework.so.2"],
  ["libtensorflow_framework.so.2.9.1", "libtensorflow_framework.so.2"],
] as const;

const pythonWithPip = async (progress: Progress): Promise<string> => {
  const python = await findOrInstall("python3", TOOLS.pip, progress);
  const hasPip = await run(python, ["-m", "pip", "--version"]).then(
    () => true,
    () => false,
  );
  if (!hasPip) await install(TOOLS.pip, progress);
  return python;
};

/**
 * Fetches TensorFlow's Python wheel (207 MB) with pip and unpacks its C library into `deps/lib` and its headers
 * into `deps/include` of the staging folder. Nothing is installed into Python.
 *
 * @throws {LocalError} `tool_missing` without pip; `command_failed` when the download fails; `hash_mismatch`
 */
export const fetchLibraryFromWheel = async (staging: string, progress: Progress): Promise<void> => {
  if (!wheelFits()) throw new LocalError("tensor_library_broken", "no wheel for this platform");
  const python = await pythonWithPip(progress);
  const download = join(staging, "wheel");
  await mkdir(download);
  const what = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--dest", download, WHEEL.requirement];
  const target = ["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"];
  const platforms = ["--platform", "manylinux_2_17_x86_64", "--platform", "manylinux2014_x86_64"];
  // pip writes to a temporary file first: kept in the staging folder, it shows in the progress and is cleaned up.
  const options = { env: { TMPDIR: download }, timeoutMs: 60 * 60_000 };
  await progress.during(
    "fetching TensorFlow's library with pip (207 MB)",
    () => run(python, ["-m", "pip", "download", "-q", ...target, ...platforms, ...what], options),
    download,
  );
  await assertMatches(download, new Map([[WHEEL.file, WHEEL.sha256]]));
  const unpack = repositoryPath("infra/local/bin/unpack-wheel.py");
  await progress.during("unpacking it", () =>
    run(python, [unpack, join(download, WHEEL.file), join(staging, "deps")]),
  );
  for (const [name, target] of LINKS) await symlink(target, join(staging, "deps", "lib", name));
  await rm(download, { recursive: true });
};
