import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";

/** A written file of events. */
export interface WrittenFile {
  readonly lines: number;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Bytes gathered before they are written. */
const WRITE_BYTES = 1 << 20;

/** Writes one JSON value a line. Holds about a megabyte. */
export const writeJsonLines = async (path: string, values: Iterable<object>): Promise<WrittenFile> => {
  const hash = createHash("sha256");
  const out = createWriteStream(path);
  let [lines, bytes, pending] = [0, 0, ""];
  const flush = async (): Promise<void> => {
    const chunk = Buffer.from(pending);
    pending = "";
    bytes += chunk.length;
    hash.update(chunk);
    if (!out.write(chunk)) await once(out, "drain");
  };
  for (const value of values) {
    pending += `${JSON.stringify(value)}\n`;
    lines++;
    if (pending.length >= WRITE_BYTES) await flush();
  }
  await flush();
  out.end();
  await finished(out);
  return { lines, bytes, sha256: hash.digest("hex") };
};

/** SHA-256 of a file, in hexadecimal. Reads it once, in pieces. */
export const fileSha256 = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
};

/**
 * The lines of a file without their ends, read as they are asked for; nothing is opened before the first. (An idle
 * readline interface would start by itself and lose lines.)
 */
export async function* datasetLines(path: string): AsyncGenerator<string, void, undefined> {
  yield* createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
}
