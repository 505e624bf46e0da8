import type { Reason } from "../reason.ts";
import { encodeUtf8 } from "../utf8.ts";

/** A record that must be refused, and the reason that must be given. */
export interface MalformedEvent {
  /** What is wrong with it, in words; unique within its stream. */
  readonly name: string;
  /** Never null, since a compacted topic takes no record without a key. */
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
  readonly reason: Reason;
}

/** A malformed value with the key `malformed`. */
export const malformed = (reason: Reason, name: string, value: string | Uint8Array): MalformedEvent => ({
  name,
  key: encodeUtf8("malformed"),
  value: typeof value === "string" ? encodeUtf8(value) : value,
  reason,
});

/** The good event with some fields replaced; `undefined` leaves a field out. As JSON text. */
export const altered = (
  good: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): string => JSON.stringify({ ...good, ...changes });

/** A good event's JSON with one more field, given as raw JSON text, in front: for what `JSON.stringify` cannot write. */
export const withRaw = (good: Readonly<Record<string, unknown>>, name: string, raw: string): string =>
  `{"${name}":${raw},${JSON.stringify({ ...good, [name]: undefined }).slice(1)}`;
