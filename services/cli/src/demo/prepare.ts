/** A child of the demo: fetches and converts the data, which takes a gigabyte of memory, and says where they lie. */
import { demoFeed } from "../datasets/index.ts";

const [cacheDir = ""] = process.argv.slice(2);
const feed = await demoFeed({ cacheDir, progress: (line) => process.stderr.write(`  ${line}\n`) });
process.send?.({ files: feed.files, manifest: feed.manifest, terms: feed.terms });
