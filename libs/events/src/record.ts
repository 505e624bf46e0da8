/** The part of a Kafka record that an event is read from. */
export interface EventRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, Uint8Array | undefined>>;
  /** When the broker appended it, in ms since 1970 (`LogAppendTime`): the only "now" that an event is judged by. */
  readonly timestamp: number;
}

/** Optional header with the version of the event's schema; absent means `EVENT_VERSION`. */
export const VERSION_HEADER = "millrace-version";

/** The version of the schemas that this package reads. */
export const EVENT_VERSION = "1";
