import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { open, stat, writeFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { CommandError } from "./errors.ts";

/** Bytes read at once: some thousand events. */
const READ_BYTES = 256 * 1024;

const unusable = (path: string, doing: string, cause: unknown): CommandError =>
  new CommandError(
    "file_unreadable",
    `${path} cannot be ${doing}: ${cause instanceof Error ? cause.message : cause}`,
  );

/** A file to be read, or standard input for `-`. */
export interface InputFile {
  /** For messages. */
  readonly name: string;
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Undefined where it has no end that is known. */
  readonly bytes: number | undefined;
}

/** Opens a file. @throws {CommandError} file_unreadable */
export const openInput = async (path: string, input: Readable): Promise<InputFile> => {
  if (path === "-") return { name: "standard input", pieces: input, bytes: undefined };
  const bytes = await requireFile(path);
  return { name: path, pieces: createReadStream(path, { highWaterMark: READ_BYTES }), bytes };
};

/** Size of a file that can be read, bytes; undefined for a pipe. @throws {CommandError} file_unreadable */
export const requireFile = async (path: string): Promise<number | undefined> => {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new Error("it is a folder");
    if (!found.isFile()) return undefined;
    await (await open(path, "r")).close();
    return found.size;
  } catch (cause) {
    throw unusable(path, "read", cause);
  }
};

/** Lines on their way to a file or to standard output. */
export interface LineWriter {
  /** Resolves when more may be written. */
  readonly write: (line: string) => Promise<void>;
  /** Resolves when everything is on its way to the disk. */
  readonly close: () => Promise<void>;
}

/** Opens a file for writing, over what was there; `-` is standard output. @throws {CommandError} file_unreadable */
export const openOutput = async (path: string, out: Writable): Promise<LineWriter> => {
  const stream = path === "-" ? out : createWriteStream(path);
  try {
    if (stream !== out) await once(stream, "open");
  } catch (cause) {
    throw unusable(path, "written", cause);
  }
  return {
    write: async (line) => {
      if (!stream.write(`${line}\n`)) await once(stream, "drain");
    },
    close: async () => {
      if (stream === out) return;
      stream.end();
      await finished(stream);
    },
  };
};

/** Writes a whole file. @throws {CommandError} file_unreadable */
export const writeText = async (path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw unusable(path, "written", cause);
  }
};
