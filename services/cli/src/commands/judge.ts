import {
  createDecoder,
  type DecoderOptions,
  partitionKey,
  type Refusal,
  type StreamName,
} from "@millrace/events";

/** What the services will make of an event: the key that it belongs under, or why they will refuse it. */
export type Judged = { readonly ok: true; readonly key: string } | Refusal;

/** Reads values as the services of a stream do. @param now ms since 1970, for events from the future. */
export const judge = (
  stream: StreamName,
  options: DecoderOptions,
  now: () => number,
): ((value: Uint8Array) => Judged) => {
  const decoder = createDecoder(stream, options);
  return (value) => {
    const decoded = decoder.decode({ key: null, value, headers: {}, timestamp: now() });
    return decoded.ok ? { ok: true, key: partitionKey(stream, decoded.event) } : decoded;
  };
};
