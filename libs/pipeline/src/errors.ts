/** Every code under which a broken world is reported, with what a person can do about it. */
export const troubles = {
  broker_unavailable:
    "Kafka does not answer. Check KAFKA_BROKERS and that the broker runs; Millrace goes on by itself.",
  broker_refused:
    "Kafka refused a call. Check the credentials and certificates of KAFKA_SASL_* and KAFKA_SSL_* and the rights granted.",
  engine_unavailable:
    "ClickHouse does not answer. Check CLICKHOUSE_URL; consumption pauses until it is back.",
  engine_refused:
    "ClickHouse refused a statement. This is a fault in the schema or in the rights of its user.",
  snapshot_corrupt: "A snapshot cannot be read; the one before it is used.",
  log_behind_commit:
    "The topic ends before what was already absorbed: it was deleted and made anew, or truncated.",
  log_replaced:
    "The record at the committed offset is not the one that was absorbed: the topic was made anew.",
  retention_passed: "Retention removed records that were never absorbed.",
  snapshots_missing: "No snapshot can be read and the log no longer holds its beginning.",
  dead_letter_ratio:
    "Too many of the recent events cannot be read; the stream stopped so that a person looks at it.",
  codec_unsupported: "A record batch uses a compression codec that this installation cannot read.",
  topic_unsuitable: "A topic's settings do not keep what Millrace promises.",
} as const;

/** One of the stable codes. */
export type TroubleCode = keyof typeof troubles;

/** A broken world: broker, engine or file. Bad events are values and broken code is an assertion; neither is this. */
export class Trouble extends Error {
  readonly code: TroubleCode;
  /** Whether the same call may succeed later without anybody's doing. */
  readonly retryable: boolean;

  constructor(code: TroubleCode, detail: string, options: { retryable: boolean; cause?: unknown }) {
    super(`${troubles[code]} ${detail}`.trim(), { cause: options.cause });
    this.name = "Trouble";
    this.code = code;
    this.retryable = options.retryable;
  }
}

/** Whether trying again may help. What is not known as trouble is broken code and is never tried again. */
export const isRetryable = (error: unknown): boolean => error instanceof Trouble && error.retryable;

/**
 * A partition went to another member of the group while its handler was at work. Nothing is wrong: the handler is
 * closed, and the new owner goes on from the last snapshot committed.
 */
export class PartitionLost extends Error {
  constructor(topic: string, partition: number, cause?: unknown) {
    super(`${topic} partition ${partition} went to another member of the group`, { cause });
    this.name = "PartitionLost";
  }
}
