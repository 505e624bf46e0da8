import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** One file of an installation. */
export interface Kept {
  /** Below the data folder. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the content, or of where a link points, hexadecimal. */
  readonly hash: string;
}

/** What belongs to the run and the machine, not to the installation: files, and a folder whose content does. */
const passingFiles = ["run.json", "kafka/broker.json", "kafka/kafka.log", "kafka/port", "demo-summary.json"];
const passingFolder = "clickhouse/tmp/";

/** Patterns of what a backup leaves out, for `tar --exclude`. */
export const passingPatterns: readonly string[] = [...passingFiles, `${passingFolder}*`].map(
  (path) => `./${path}`,
);

const isPassing = (path: string): boolean => passingFiles.includes(path) || path.startsWith(passingFolder);

const hashOfFile = async (file: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
};

/** Every file and link below a data folder that a backup holds, by path. Reads them all. */
export const inventory = async (dataDir: string): Promise<readonly Kept[]> => {
  const kept: Kept[] = [];
  const visit = async (below: string): Promise<void> => {
    const entries = await readdir(join(dataDir, below), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      const file = join(dataDir, path);
      if (isPassing(path)) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isSymbolicLink()) {
        const hash = createHash("sha256")
          .update(await readlink(file))
          .digest("hex");
        kept.push({ path, bytes: 0, hash });
      } else if (entry.isFile())
        kept.push({ path, bytes: (await lstat(file)).size, hash: await hashOfFile(file) });
    }
  };
  await visit("");
  return kept;
};

/** What is missing, changed or too much in `found`, as paths; at most ten. */
export const differences = (wanted: readonly Kept[], found: readonly Kept[]): readonly string[] => {
  const hashes = new Map(found.map(({ path, hash }) => [path, hash]));
  const wrong = wanted.filter(({ path, hash }) => hashes.get(path) !== hash).map(({ path }) => path);
  const known = new Set(wanted.map(({ path }) => path));
  return [...wrong, ...found.filter(({ path }) => !known.has(path)).map(({ path }) => path)].slice(0, 10);
};
