import { createRequire } from "node:module";
import type { FetchedRecord } from "./fetched-record.ts";
import { RecordReader } from "./record-reader.ts";

/** The client's reader of an answer to a fetch, as far as it is used. */
export interface FetchDecoder {
  readonly buffer: Buffer;
  /** Where to read on. */
  offset: number;
}

/** Reads a partition's records: first how many bytes they have, then batch behind batch, the last of them often cut. */
export type MessagesDecoder = (from: FetchDecoder) => Promise<readonly object[]>;

interface Codec {
  decompress(bytes: Buffer): Promise<Buffer>;
}

const load = createRequire(import.meta.url);
const MODULE = load.resolve("kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js");
const codecs: { lookupCodecByAttributes(attributes: number): Codec | null } = load(
  "kafkajs/src/protocol/message/compression/index.js",
);

const RECORD_FORMAT = 2;
/** Of a batch: offset of its first record, length of what follows; then among others: */
const LENGTH_AT = 8;
const BODY_AT = 12;
const FORMAT_AT = 16;
const ATTRIBUTES_AT = 21;
const FIRST_TIMESTAMP_AT = 27;
const MAX_TIMESTAMP_AT = 35;
const PRODUCER_AT = 43;
const COUNT_AT = 57;
const RECORDS_AT = 61;
/** Attributes. */
const CODEC = 0x07;
const CODECS_MAX = 4;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** A 64-bit number, to the nearest that JavaScript has. */
const int64 = (bytes: Buffer, at: number): number =>
  bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);

/** The records of one whole batch into `records`; false where that is not what it holds. */
const readBatch = async (bytes: Buffer, records: FetchedRecord[]): Promise<boolean> => {
  const attributes = bytes.readInt16BE(ATTRIBUTES_AT);
  const compression = attributes & CODEC;
  if (bytes[FORMAT_AT] !== RECORD_FORMAT || compression > CODECS_MAX) return false;
  const codec = compression === 0 ? null : codecs.lookupCodecByAttributes(attributes);
  const batch = {
    bytes: codec === null ? bytes : await codec.decompress(bytes.subarray(RECORDS_AT)),
    isControl: (attributes & CONTROL) !== 0,
    context: {
      producerId: bytes.readBigInt64BE(PRODUCER_AT).toString(),
      inTransaction: (attributes & TRANSACTIONAL) !== 0,
    },
  };
  const reader = new RecordReader(batch, codec === null ? RECORDS_AT : 0);
  const [firstOffset, firstTimestamp] = [int64(bytes, 0), int64(bytes, FIRST_TIMESTAMP_AT)];
  const appendedAt = (attributes & LOG_APPEND_TIME) === 0 ? undefined : int64(bytes, MAX_TIMESTAMP_AT);
  for (let left = bytes.readInt32BE(COUNT_AT); left > 0; left--) {
    const record = reader.next(firstOffset, firstTimestamp, appendedAt);
    if (record === undefined) return false;
    records.push(record);
  }
  return true;
};

/** All records in whole batches; undefined where the bytes are not such. */
const readBatches = async (bytes: Buffer): Promise<FetchedRecord[] | undefined> => {
  const records: FetchedRecord[] = [];
  for (let at = 0; at + RECORDS_AT <= bytes.length; ) {
    const length = bytes.readInt32BE(at + LENGTH_AT);
    if (length < RECORDS_AT - BODY_AT) return undefined;
    const end = at + BODY_AT + length;
    if (end > bytes.length) break;
    if (!(await readBatch(bytes.subarray(at, end), records))) return undefined;
    at = end;
  }
  return records;
};

/**
 * Makes a decoder that goes over the bytes once and leaves one object a record: the client's own makes some twenty, with
 * offset and time as text, and takes several times as long. What is rare (older formats, bytes that make no sense)
 * is left to `rest`. As the client does, it looks at no checksum.
 */
export const messagesDecoder =
  (rest: MessagesDecoder): MessagesDecoder =>
  async (from) => {
    const start = from.offset + 4;
    if (start > from.buffer.length) return rest(from);
    const end = start + from.buffer.readInt32BE(from.offset);
    if (end <= start || end > from.buffer.length) return rest(from);
    const records = await readBatches(from.buffer.subarray(start, end));
    if (records === undefined) return rest(from);
    from.offset = end;
    return records;
  };

/** The client's own. */
export const clientsMessagesDecoder: MessagesDecoder = load(MODULE);

/** Puts {@link messagesDecoder} in the place of the client's own, before its first fetch. Once per process is enough. */
export const decodeRecordsFast = (): void => {
  const module = load.cache[MODULE];
  if (module?.exports === clientsMessagesDecoder) module.exports = messagesDecoder(clientsMessagesDecoder);
};
