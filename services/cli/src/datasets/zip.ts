import { crc32, inflateRawSync } from "node:zlib";
import { DatasetError } from "./errors.ts";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
/** The end record is 22 bytes and a comment of up to 65,535. */
const END_SEARCH_BYTES = 22 + 65_535;

/** A zip archive in memory. */
export interface Archive {
  /** Names of all members, in the order of the directory. */
  readonly names: readonly string[];
  /** A member's content, checked against its checksum. @throws {DatasetError} `archive_damaged` */
  read(name: string): Buffer;
}

interface Entry {
  readonly method: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly offset: number;
}

const damaged = (what: string, cause?: unknown): DatasetError =>
  new DatasetError("archive_damaged", `the archive is damaged: ${what}`, { cause });

const endRecord = (bytes: Buffer): number => {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - END_SEARCH_BYTES); at--) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw damaged("it has no directory");
};

const readDirectory = (bytes: Buffer): Map<string, Entry> => {
  const end = endRecord(bytes);
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw damaged("its directory is cut");
    const [name, extra, comment] = [
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
    ];
    entries.set(bytes.toString("utf8", at + 46, at + 46 + name), {
      method: bytes.readUInt16LE(at + 10),
      checksum: bytes.readUInt32LE(at + 16),
      packedBytes: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
};

const unpack = (bytes: Buffer, { method, packedBytes, offset }: Entry): Buffer => {
  if (bytes.readUInt32LE(offset) !== LOCAL_HEADER) throw damaged("a member has no header");
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const packed = bytes.subarray(start, start + packedBytes);
  if (method === STORED) return packed;
  if (method === DEFLATED) return inflateRawSync(packed);
  throw damaged(`unknown packing ${method}`);
};

/**
 * Opens a zip archive (APPNOTE 6.3; stored or deflated members, under 4 GB, no encryption), such as a wheel.
 *
 * @throws {DatasetError} `archive_damaged`
 */
export const openArchive = (bytes: Buffer): Archive => {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof DatasetError ? error : damaged("it cannot be read", error);
    }
  };
  const entries = guarded(() => readDirectory(bytes));
  return {
    names: [...entries.keys()],
    read: (name) => {
      const entry = entries.get(name);
      if (entry === undefined) throw damaged(`it has no ${name}`);
      const content = guarded(() => unpack(bytes, entry));
      if (crc32(content) !== entry.checksum) throw damaged(`${name} has another checksum`);
      return content;
    },
  };
};
