export { absorbRecord, type Effects, noEffects } from "./absorb.ts";
export {
  type AnswerMessage,
  answerKey,
  decodeAnswer,
  encodeAnswer,
  progressEntity,
  versionHeader,
  versionText,
} from "./answers.ts";
export { AnswerAssembly, type AnswerListener } from "./assembly.ts";
export { isRetryable, PartitionLost, Trouble, type TroubleCode, troubles } from "./errors.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { encodeForget, type Forget, forgetHeader, forgetOf } from "./forget.ts";
export { Forwarded, type RecommenderOf } from "./forwarded.ts";
export { type Decoded, type Outcome, type OutcomeCounts, outcomes, type Verdict } from "./outcome.ts";
export type { PartitionPorts } from "./partition-ports.ts";
export { PartitionState } from "./partition-state.ts";
export type {
  Adopter,
  AnswerPublisher,
  ChunkToStore,
  Clock,
  DeadLetter,
  DeadLetterQueue,
  Digest,
  Eraser,
  Fingerprint,
  Forwarder,
  Journal,
  Manifest,
  Marks,
  PartitionHandler,
  PartitionLog,
  Progress,
  RowSink,
  SnapshotStore,
  Source,
  StoredChunk,
  WeightsOnOffer,
} from "./ports.ts";
export type { Position, SourceBatch, SourceRecord } from "./record.ts";
export { type RetryRule, retry } from "./retry.ts";
export { PartitionRunner } from "./runner.ts";
export { Seat, type SeatState } from "./seat.ts";
export { type PipelineSettings, pipelineDefaults } from "./settings.ts";
export { snapshotFormat } from "./snapshotter.ts";
export { decideStart, requireInRange, type Start, type StartFacts } from "./start.ts";
export type {
  Answer,
  Emitter,
  Forward,
  Json,
  Processor,
  ProcessorStatus,
  Row,
  Topology,
  Weights,
} from "./topology.ts";
export { Watermarks } from "./watermarks.ts";
export { IdWindow } from "./window.ts";
