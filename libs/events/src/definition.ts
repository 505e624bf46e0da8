import type { TObject } from "typebox";
import type { Findings } from "./findings.ts";
import type { EventLimits } from "./limits.ts";
import type { PlainFields } from "./plain-reader.ts";

/** A JSON object as parsed, before any field was looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What the reading of one event's fields depends on beside the fields. */
export interface ReadContext {
  readonly findings: Findings;
  readonly limits: EventLimits;
  /** When the broker appended the record, in ms since 1970. */
  readonly appendMs: number;
}

/** The latest time that an event may carry, in ms since 1970. */
export const latestMs = (context: ReadContext): number => context.appendMs + context.limits.futureMsMax;

/** All that is known about one stream's events. */
export interface StreamDefinition<T> {
  /** What the stream carries, in one sentence. */
  readonly about: string;
  /** Which field is the Kafka key, in words. */
  readonly keyRule: string;
  /** Whether its topic is compacted: then a record without a value withdraws what its key names. */
  readonly compacted: boolean;
  /** JSON Schema of the event on the wire, under the given limits. */
  readonly schema: (limits: EventLimits) => TObject;
  /** A full event on the wire, for documents. */
  readonly example: JsonObject;
  /** Reads the fields; placeholders where something was found. Accepts what the schema accepts, but for the far future. */
  readonly read: (source: JsonObject, context: ReadContext) => T;
  /** What to read without a parser; absent where texts hardly ever are plain. */
  readonly plain?: PlainFields;
  /** The Kafka key that puts the event on its partition. */
  readonly key: (event: T) => string;
  /** The event that a record with this key and no value stands for. */
  readonly tombstone?: (key: string, context: ReadContext) => T;
}
