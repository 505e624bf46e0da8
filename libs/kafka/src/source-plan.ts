/** What a source reads. */
export interface KafkaSourcePlan {
  readonly stream: string;
  /** Raised by a reset by hand; part of the group's name. */
  readonly generation: number;
  /** Full name. @default prefix and stream */
  readonly topic?: string;
  /** Told when a partition stops for good, or with no partition when nothing could be assigned. */
  readonly onHalt: (stream: string, partition: number | undefined, error: unknown) => void;
  /** Largest share of one partition in a fetch, bytes. @default 1 MiB */
  readonly bytesPerPartitionMax?: number;
}
