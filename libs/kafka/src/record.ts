import type { SourceRecord } from "@millrace/pipeline";
import type { IHeaders, KafkaMessage } from "kafkajs";

const none: Readonly<Record<string, Uint8Array>> = Object.freeze({});

/** A message of the client as the pipeline sees it. Key, value and headers are views of the fetched bytes. */
export const recordOf = ({ offset, timestamp, key, value, headers }: KafkaMessage): SourceRecord => ({
  offset: Number(offset),
  timestamp: Number(timestamp),
  key,
  value,
  headers: headersOf(headers),
});

/** Of a header given more than once the last counts. */
const headersOf = (headers: IHeaders | undefined): Readonly<Record<string, Uint8Array>> => {
  if (headers === undefined) return none;
  const names = Object.keys(headers);
  if (names.length === 0) return none;
  const read: Record<string, Uint8Array> = {};
  for (const name of names) {
    const given = headers[name];
    const value = Array.isArray(given) ? given.at(-1) : given;
    if (value !== undefined) read[name] = typeof value === "string" ? Buffer.from(value) : value;
  }
  return read;
};
