import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own below the system's temporary one. */
export const newFolder = (purpose: string): Promise<string> =>
  mkdtemp(join(tmpdir(), `millrace-${purpose}-`));

/** Takes a folder away with all that is in it. A process that was killed may still be letting go of its files. */
export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
