/** One record as the broker stored it. */
export interface SourceRecord {
  /** Position in its partition. Kafka's 64-bit offset, exact up to 2^53. */
  readonly offset: number;
  /** When the broker appended it, in ms since 1970 (`LogAppendTime`): the pipeline's only "now" for an event. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, Uint8Array>>;
}

/** Consecutive records of one partition. Offsets grow; gaps are legal (transaction markers, aborted records). */
export interface SourceBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly SourceRecord[];
  /** Offset that the next record appended to the partition will get. */
  readonly highWatermark: number;
}

/** Where an event stands in its log. */
export interface Position {
  readonly partition: number;
  readonly offset: number;
  /** Append time in ms since 1970. */
  readonly appendedAt: number;
}
