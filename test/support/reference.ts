import { createHash } from "node:crypto";
import { type KafkaConnection, replayTopic } from "@millrace/kafka";
import {
  type Answer,
  absorbRecord,
  type DeadLetter,
  noEffects,
  PartitionState,
  type Row,
  type Topology,
  type Weights,
} from "@millrace/pipeline";

/** Records absorbed between two drains: what is drained must not depend on how often. */
const DRAIN_EVERY = 997;

/** What a plain run over one partition of a log comes to. */
export interface Reference {
  /** SHA-256 of each chunk of the state. */
  readonly chunks: ReadonlyMap<string, string>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly deadLetters: readonly DeadLetter[];
  /** Newest value of each entity that there is. */
  readonly answers: ReadonlyMap<string, Uint8Array>;
  readonly rows: readonly Row[];
  /** Records read. */
  readonly records: number;
}

/** What is run. */
export interface ReferencePlan<E> {
  readonly topology: Topology<E>;
  /** Without the prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly dedupeIdsMax: number;
  /** Which weights to take into use after which offset. */
  readonly swaps: readonly { readonly kind: string; readonly version: string; readonly offset: number }[];
  readonly weights: readonly Weights[];
}

/** SHA-256, hexadecimal. */
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Reads a whole partition and absorbs it record by record: one thread, no batches, no ports, no snapshots. What every
 * run of the real thing is compared with.
 */
export const referenceRun = async <E>(
  connection: KafkaConnection,
  plan: ReferencePlan<E>,
): Promise<Reference> => {
  const { topology, partition, swaps, weights } = plan;
  const topic = connection.name(plan.topic);
  const state = new PartitionState(topology, partition, plan.dedupeIdsMax);
  const effects = noEffects();
  const answers = new Map<string, Uint8Array>();
  const collect = (changed: Iterable<Answer>): void => {
    for (const { entity, value } of changed)
      if (value === null) answers.delete(entity);
      else answers.set(entity, value);
  };
  let records = 0;
  await replayTopic(connection, {
    topic,
    partition,
    onRecords: (batch) => {
      for (const record of batch.records) {
        absorbRecord(topology, state, { topic, partition, generation: 0 }, record, effects);
        if (++records % DRAIN_EVERY === 0) collect(state.processor.drain());
        for (const swap of swaps) {
          if (swap.offset !== record.offset) continue;
          const offered = weights.find(({ version }) => version === swap.version);
          if (offered === undefined || !state.processor.adopt(offered))
            throw new Error(`the run took ${swap.version} into use, which nobody offered`);
          state.ledger.bookSwap(swap.kind, swap.version);
          collect(state.processor.followingWeights());
        }
      }
    },
  });
  collect(state.processor.drain());
  return {
    chunks: new Map([...state.chunks()].map((chunk) => [chunk.name, sha256(chunk.bytes())])),
    outcomes: { ...state.ledger.outcomes },
    deadLetters: effects.deadLetters,
    answers,
    rows: effects.rows,
    records,
  };
};
