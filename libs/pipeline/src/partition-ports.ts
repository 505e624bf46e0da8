import type {
  AnswerPublisher,
  Clock,
  DeadLetterQueue,
  Digest,
  Eraser,
  Forwarder,
  Journal,
  RowSink,
  SnapshotStore,
  WeightsOnOffer,
} from "./ports.ts";

/** Everything that a partition needs from the world. */
export interface PartitionPorts {
  readonly store: SnapshotStore;
  readonly rows: RowSink;
  readonly answers: AnswerPublisher;
  readonly deadLetters: DeadLetterQueue;
  readonly forwarder: Forwarder;
  /** Absent where nothing is kept about anybody. */
  readonly eraser?: Eraser;
  readonly weights: WeightsOnOffer;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly digest: Digest;
}
