import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileSha256, type WrittenFile, writeJsonLines } from "./json-lines.ts";
import { isRecord } from "./row-shape.ts";

/** The files of a converted data set, by stream. */
export type Manifest<Stream extends string> = Readonly<Record<Stream, WrittenFile>>;

const fileOf = (folder: string, stream: string): string => join(folder, `${stream}.jsonl`);

/** A value for each stream, as an object. */
const byStream = <Stream extends string, T>(
  entries: readonly (readonly [Stream, T])[],
): Readonly<Record<Stream, T>> =>
  // The library forgets the keys' type.
  Object.fromEntries(entries) as Record<Stream, T>;

const readEntry = (manifest: unknown, stream: string): WrittenFile | undefined => {
  const entry = isRecord(manifest) ? manifest[stream] : undefined;
  if (!isRecord(entry)) return undefined;
  const { lines, bytes, sha256 } = entry;
  return typeof lines === "number" && typeof bytes === "number" && typeof sha256 === "string"
    ? { lines, bytes, sha256 }
    : undefined;
};

/** The manifest of a folder if every file is as it was written, else undefined. Reads all files once. */
const intact = async <Stream extends string>(
  folder: string,
  streams: readonly Stream[],
): Promise<Manifest<Stream> | undefined> => {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    const entries: (readonly [Stream, WrittenFile])[] = [];
    for (const stream of streams) {
      const entry = readEntry(manifest, stream);
      if (entry === undefined || (await fileSha256(fileOf(folder, stream))) !== entry.sha256)
        return undefined;
      entries.push([stream, entry]);
    }
    return byStream(entries);
  } catch {
    // Not there or cut: made anew.
    return undefined;
  }
};

/** What a converted data set is made of: for each stream, its events in order. */
export type Conversion<Stream extends string> = Readonly<Record<Stream, Iterable<object>>>;

/**
 * The files `<stream>.jsonl` of a folder: as they lie there when their hashes agree with the manifest, else made
 * anew beside it and moved into place, so that nobody sees half of it.
 */
export const keptFolder = async <Stream extends string>(
  folder: string,
  streams: readonly Stream[],
  convert: () => Promise<Conversion<Stream>>,
): Promise<{ readonly files: Readonly<Record<Stream, string>>; readonly manifest: Manifest<Stream> }> => {
  const files = byStream(streams.map((stream) => [stream, fileOf(folder, stream)] as const));
  const kept = await intact(folder, streams);
  if (kept !== undefined) return { files, manifest: kept };
  const conversion = await convert();
  await mkdir(dirname(folder), { recursive: true });
  const staging = await mkdtemp(join(dirname(folder), ".staging-"));
  try {
    const written: [Stream, WrittenFile][] = [];
    for (const stream of streams) {
      written.push([stream, await writeJsonLines(fileOf(staging, stream), conversion[stream])]);
    }
    const manifest = byStream(written);
    await writeFile(join(staging, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    // mkdtemp keeps others out; what is finished may be read.
    await chmod(staging, 0o755);
    await rename(staging, folder);
    return { files, manifest };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
};
