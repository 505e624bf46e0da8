import type { SourceRecord } from "@millrace/pipeline";
import type { IHeaders, KafkaMessage } from "kafkajs";
import { FetchedRecord } from "./fetched-record.ts";

const none: Readonly<Record<string, Uint8Array>> = Object.freeze({});

/**
 * A message of the client as the pipeline sees it: nearly always one of ours already, else (of older formats) made from
 * the client's own. Key, value and headers are views of the fetched bytes.
 */
export const recordOf = (message: KafkaMessage): SourceRecord => {
  if (message instanceof FetchedRecord) return message;
  const { offset, timestamp, key, value, headers } = message;
  return {
    offset: Number(offset),
    timestamp: Number(timestamp),
    key,
    value,
    headers: headersOf(headers),
  };
};

/** Of a header given more than once the last counts; one without a value is as good as none. */
const headersOf = (headers: IHeaders | undefined): Readonly<Record<string, Uint8Array>> => {
  if (headers === undefined) return none;
  const pairs: [string, Uint8Array][] = [];
  for (const name of Object.keys(headers)) {
    const given = headers[name];
    const value = Array.isArray(given) ? given.at(-1) : given;
    if (value !== undefined && value !== null)
      pairs.push([name, typeof value === "string" ? Buffer.from(value) : value]);
  }
  return pairs.length === 0 ? none : Object.fromEntries(pairs);
};
