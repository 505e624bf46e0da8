import type { PartitionPorts } from "../partition-ports.ts";
import type { SnapshotStore } from "../ports.ts";
import { MemoryAnswers } from "./answers.ts";
import { ManualClock } from "./clock.ts";
import { MemoryDeadLetters } from "./dead-letters.ts";
import { memoryDigest } from "./digest.ts";
import { MemoryForwarder } from "./forwarder.ts";
import { MemoryJournal } from "./journal.ts";
import { MemoryRows } from "./rows.ts";
import { MemoryWeights } from "./weights.ts";

/** Everything that a partition needs, in memory, for looking into. */
export interface MemoryPorts extends PartitionPorts {
  readonly rows: MemoryRows;
  readonly answers: MemoryAnswers;
  readonly deadLetters: MemoryDeadLetters;
  readonly forwarder: MemoryForwarder;
  readonly weights: MemoryWeights;
  readonly journal: MemoryJournal;
  readonly clock: ManualClock;
}

/** A world in memory around `store`. */
export const memoryPorts = (store: SnapshotStore): MemoryPorts => ({
  store,
  rows: new MemoryRows(),
  answers: new MemoryAnswers(),
  deadLetters: new MemoryDeadLetters(),
  forwarder: new MemoryForwarder(),
  weights: new MemoryWeights(),
  journal: new MemoryJournal(),
  clock: new ManualClock(),
  digest: memoryDigest,
});
