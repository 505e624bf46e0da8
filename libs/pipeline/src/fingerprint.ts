import { Trouble } from "./errors.ts";
import type { Digest, Fingerprint } from "./ports.ts";
import type { SourceRecord } from "./record.ts";

const nothing = new Uint8Array(0);

/** What tells a record from any other at the same offset: append time and hash of key and value. */
export const fingerprintOf = (record: SourceRecord, digest: Digest): Fingerprint => {
  const { offset, timestamp, key, value } = record;
  // Presence and the key's length in front, so that no other split of the same bytes has the same hash.
  const shape = new Uint8Array(6);
  shape[0] = key === null ? 0 : 1;
  shape[1] = value === null ? 0 : 1;
  new DataView(shape.buffer).setUint32(2, key?.length ?? 0);
  return { offset, timestamp, digest: digest(shape, key ?? nothing, value ?? nothing) };
};

/**
 * Compares the first record fetched after a start with the last one absorbed before it.
 * @param compacted then the record may have gone lawfully, and a later one may come first.
 * @throws {Trouble} log_replaced
 */
export const requireSameLog = (
  first: SourceRecord,
  last: Fingerprint,
  log: { readonly topic: string; readonly partition: number },
  compacted: boolean,
  digest: Digest,
): void => {
  if (compacted && first.offset > last.offset) return;
  const found = fingerprintOf(first, digest);
  if (found.offset === last.offset && found.timestamp === last.timestamp && found.digest === last.digest)
    return;
  throw new Trouble(
    "log_replaced",
    `${log.topic} partition ${log.partition}: offsets up to ${last.offset} are in doubt.`,
    { retryable: false },
  );
};
