import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";
import { WeightsFormatError } from "../errors.ts";
import { sha256, WEIGHTS_BYTES_MAX } from "./weights.ts";

/** One message of a set that together carries weights. */
export interface MessagePart {
  /** `id/part`, so that a compacted topic keeps every part of every version. */
  readonly key: string;
  readonly value: Uint8Array;
}

/** Most parts of one set. */
export const PARTS_MAX = 1024;

const FORMAT = 1;

/** What each part says about its set. */
export interface PartHeader {
  readonly part: number;
  readonly parts: number;
  /** Bytes of the whole. */
  readonly size: number;
  /** SHA-256 of the whole, lower-case hexadecimal. */
  readonly digest: string;
}

/**
 * Cuts bytes into messages of at most `maxBytes` each, all self-describing.
 * @param id `kind/version`: names the set.
 * @param maxBytes most bytes of one message's value, at least 1024.
 * @throws {WeightsFormatError} where more than `PARTS_MAX` messages or `WEIGHTS_BYTES_MAX` bytes would be needed.
 */
export const splitMessage = (id: string, bytes: Uint8Array, maxBytes = 900_000): MessagePart[] => {
  const room = Math.max(maxBytes, 1024) - 128;
  const parts = Math.max(1, Math.ceil(bytes.length / room));
  if (parts > PARTS_MAX || bytes.length > WEIGHTS_BYTES_MAX)
    throw new WeightsFormatError(`${bytes.length} bytes are too many for messages of ${maxBytes}`);
  const digest = Buffer.from(sha256(bytes)).toString("hex");
  return Array.from({ length: parts }, (_, part) => {
    const w = new ByteWriter(room + 128).u8(FORMAT).varint(part).varint(parts).varint(bytes.length);
    const value = w
      .text(digest)
      .blob(bytes.subarray(part * room, (part + 1) * room))
      .finish();
    return { key: `${id}/${part}`, value };
  });
};

/**
 * Reads one message's value. The payload is a view.
 * @throws {WeightsFormatError} where it is no part, or claims sizes that no set may have.
 */
export const decodePart = (
  value: Uint8Array,
): { readonly header: PartHeader; readonly payload: Uint8Array } => {
  try {
    const r = new ByteReader(value);
    const format = r.u8();
    if (format !== FORMAT) throw new WeightsFormatError(`part format ${format} is unknown`);
    const header = { part: r.varint(), parts: r.varint(), size: r.varint(), digest: r.text() };
    const payload = r.blob();
    if (!r.done) throw new WeightsFormatError("bytes are left over in a part");
    const { part, parts, size, digest } = header;
    if (![part, parts, size].every(Number.isSafeInteger))
      throw new WeightsFormatError("a count is no number");
    if (parts < 1 || parts > PARTS_MAX || part >= parts)
      throw new WeightsFormatError(`part ${part} of ${parts}`);
    if (size > WEIGHTS_BYTES_MAX || payload.length > size)
      throw new WeightsFormatError(`a set of ${size} bytes, ${payload.length} of them in one part`);
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new WeightsFormatError("digest is not SHA-256");
    return { header, payload };
  } catch (cause) {
    if (cause instanceof StateFormatError) throw new WeightsFormatError(cause.message, { cause });
    throw cause;
  }
};
