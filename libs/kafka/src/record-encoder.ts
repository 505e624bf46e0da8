import { createRequire } from "node:module";

/** A record as the client hands it to its encoder. */
export interface RecordToEncode {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  readonly key?: Buffer | string | null;
  readonly value?: Buffer | string | null;
  readonly headers?: object;
}

/** What the client puts behind one another: bytes, under the two names by which it asks for them. */
interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** Encodes one record of a produce request (record format 2, as Kafka has it since 0.11). */
export type RecordEncoder = (record: RecordToEncode) => Encoded;

const load = createRequire(import.meta.url);
const MODULE = load.resolve("kafkajs/src/protocol/recordBatch/record/v0/index.js");
const SMALL_MAX = 0x3fff_ffff;
const ABSENT = -1;

const bytesOf = (part: Buffer | string | null | undefined): number => {
  if (part === null || part === undefined) return ABSENT;
  return typeof part === "string" ? Buffer.byteLength(part) : part.length;
};

const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;

const varintBytes = (value: number): number => {
  let bytes = 1;
  for (let rest = zigzag(value); rest > 0x7f; rest >>>= 7) bytes++;
  return bytes;
};

const writeVarint = (buf: Buffer, from: number, value: number): number => {
  let at = from;
  let rest = zigzag(value);
  for (; rest > 0x7f; rest >>>= 7) buf[at++] = (rest & 0x7f) | 0x80;
  buf[at++] = rest;
  return at;
};

const writePart = (
  buf: Buffer,
  from: number,
  part: Buffer | string | null | undefined,
  bytes: number,
): number => {
  const at = writeVarint(buf, from, bytes);
  if (part === null || part === undefined) return at;
  if (typeof part === "string") buf.write(part, at, bytes, "utf8");
  else buf.set(part, at);
  return at + bytes;
};

/**
 * Makes an encoder that lays a record out in one buffer of its size: the client's own takes half a kilobyte and seven small
 * buffers for each record, and twice as long for a whole request. What is rare is left to `rest`.
 */
export const recordEncoder =
  (rest: RecordEncoder): RecordEncoder =>
  (record) => {
    const { offsetDelta = 0, timestampDelta = 0, key, value, headers } = record;
    if (headers !== undefined || !(timestampDelta >= 0 && timestampDelta <= SMALL_MAX)) return rest(record);
    const [keyBytes, valueBytes] = [bytesOf(key), bytesOf(value)];
    const body =
      1 + // attributes, of which there are none
      varintBytes(timestampDelta) +
      varintBytes(offsetDelta) +
      varintBytes(keyBytes) +
      Math.max(0, keyBytes) +
      varintBytes(valueBytes) +
      Math.max(0, valueBytes) +
      1; // the number of headers
    const buf = Buffer.allocUnsafe(varintBytes(body) + body);
    let at = writeVarint(buf, 0, body);
    buf[at++] = 0;
    at = writeVarint(buf, at, timestampDelta);
    at = writeVarint(buf, at, offsetDelta);
    at = writePart(buf, at, key, keyBytes);
    at = writePart(buf, at, value, valueBytes);
    buf[at] = 0;
    return { buf, buffer: buf };
  };

/** The client's own. */
export const clientsRecordEncoder: RecordEncoder = load(MODULE);

/** Puts {@link recordEncoder} in the place of the client's own, before its first request. Once per process is enough. */
export const encodeRecordsFast = (): void => {
  const module = load.cache[MODULE];
  if (module?.exports === clientsRecordEncoder) module.exports = recordEncoder(clientsRecordEncoder);
};
