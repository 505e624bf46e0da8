import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LocalError } from "./errors.ts";

/** Relative path to SHA-256 in lower-case hex, as in the output of `sha256sum`. */
export type Manifest = ReadonlyMap<string, string>;

/** The file in which a folder's manifest lies. */
export const MANIFEST_NAME = "MANIFEST.sha256";

/** Reads `sha256sum` lines: 64 hex digits, two spaces, the relative path. Other lines are ignored. */
export const parseManifest = (text: string): Manifest => {
  const entries = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, hash, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (hash !== undefined && path !== undefined) entries.set(path, hash);
  }
  return entries;
};

/** The inverse of {@link parseManifest}, sorted by path. */
export const formatManifest = (manifest: Manifest): string =>
  [...manifest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, hash]) => `${hash}  ${path}\n`)
    .join("");

/** The SHA-256 of a file's bytes, in hex. About 1 GB/s. */
export const sha256OfFile = async (file: string): Promise<string> => {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
};

/** Hashes every plain file below the folder (links are names, not content) and writes the manifest into it. */
export const writeManifest = async (folder: string): Promise<Manifest> => {
  const entries = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === MANIFEST_NAME) continue;
    const file = join(entry.parentPath, entry.name);
    entries.set(file.slice(folder.length + 1), await sha256OfFile(file));
  }
  await writeFile(join(folder, MANIFEST_NAME), formatManifest(entries));
  return entries;
};

/** The manifest that lies in the folder, or undefined where there is none or an empty one. */
export const readManifest = async (folder: string): Promise<Manifest | undefined> => {
  const text = await readFile(join(folder, MANIFEST_NAME), "utf8").catch(() => "");
  const manifest = parseManifest(text);
  return manifest.size === 0 ? undefined : manifest;
};

/** What differs between a folder and its manifest, one sentence each: missing or changed files. Empty when all is well. */
export const differences = async (folder: string, manifest: Manifest): Promise<string[]> => {
  const found: string[] = [];
  for (const [path, expected] of manifest) {
    const actual = await sha256OfFile(join(folder, path)).catch(() => undefined);
    if (actual === undefined) found.push(`${path} is missing`);
    else if (actual !== expected) found.push(`${path} has hash ${actual}, not ${expected}`);
  }
  return found;
};

/**
 * Checks that a folder holds what the manifest says.
 *
 * @throws {LocalError} `hash_mismatch`, naming every missing or changed file
 */
export const assertMatches = async (folder: string, manifest: Manifest): Promise<void> => {
  const found = await differences(folder, manifest);
  if (found.length > 0) throw new LocalError("hash_mismatch", `${folder}: ${found.join("; ")}`);
};
