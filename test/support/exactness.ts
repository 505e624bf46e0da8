import type { Engine } from "@millrace/clickhouse";
import type { KafkaConnection } from "@millrace/kafka";
import type { Row, Weights } from "@millrace/pipeline";
import { expect } from "vitest";
import { type KnownPartition, readAnswers } from "./answers.ts";
import { type KeptState, keptState } from "./kept.ts";
import { type Reference, referenceRun } from "./reference.ts";
import { rowDifferences } from "./rows.ts";
import { type RunStreamName, withTopology } from "./topologies.ts";

/** What was kept of one partition beside what a plain run over its log comes to. */
export interface Compared {
  readonly stream: RunStreamName;
  readonly partition: number;
  readonly kept: KeptState<unknown>;
  readonly reference: Reference;
}

/** What to compare. */
export interface Comparison {
  /** Of a stack that does not run, or outside of it. */
  readonly engine: Engine;
  readonly connection: KafkaConnection;
  /** The stack's settings by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly streams: readonly RunStreamName[];
  /** All weights that were ever on offer. */
  readonly weights?: readonly Weights[];
}

/** Everything to be held against the reference run. */
export interface Findings {
  readonly compared: readonly Compared[];
  readonly published: ReadonlyMap<string, KnownPartition>;
}

/** Runs the reference over each partition, with the swaps that its newest snapshot tells of. */
export const compareAll = async (comparison: Comparison): Promise<Findings> => {
  const { engine, connection, settings, streams, weights = [] } = comparison;
  const compared: Compared[] = [];
  for (const stream of streams) {
    await withTopology(settings, stream, async ({ topology, topic, partitions }, dedupeIdsMax) => {
      for (let partition = 0; partition < partitions; partition++) {
        const kept = await keptState(engine, topology, connection.name(topic), partition, dedupeIdsMax);
        const { swaps } = kept.state.ledger;
        const plan = { topology, topic, partition, dedupeIdsMax, swaps, weights };
        compared.push({ stream, partition, kept, reference: await referenceRun(connection, plan) });
      }
    });
  }
  return { compared, published: await readAnswers(connection) };
};

/** The newest snapshot of each partition stands for its whole log, and holds the reference's state chunk by chunk. */
export const expectStates = ({ compared }: Findings): void => {
  for (const { kept, reference } of compared) {
    expect(Object.fromEntries(kept.chunks)).toEqual(Object.fromEntries(reference.chunks));
    expect(kept.manifest.last.offset).toBe(reference.records - 1);
  }
};

/** The outcomes are the reference's, and add up to the offsets of the source. */
export const expectOutcomes = ({ compared }: Findings): void => {
  for (const { kept, reference } of compared) {
    expect(kept.state.ledger.outcomes).toEqual(reference.outcomes);
    expect(Object.values(reference.outcomes).reduce((a, b) => a + b, 0)).toBe(reference.records);
  }
};

/** Readers of the answers topic know the reference's answers, byte for byte. */
export const expectAnswers = ({ compared, published }: Findings): void => {
  for (const { stream, partition, reference } of compared) {
    const known = published.get(`${stream}/${partition}`);
    expect(reference.answers.size).toBeGreaterThan(0);
    expect(known?.progress?.offset).toBe(reference.records - 1);
    expect(hexOf(known?.answers ?? new Map())).toEqual(hexOf(reference.answers));
  }
};

/** Under FINAL there is one row for each applied record, with the reference's values. */
export const expectRows = async (
  engine: Engine,
  { compared }: Findings,
  stream: RunStreamName,
): Promise<void> => {
  if (stream === "ratings") return;
  expect(await rowDifferences(engine, stream, rowsOf(compared, stream))).toEqual([]);
};

/** One row for each dead letter. */
export const expectDeadLetters = async (engine: Engine, { compared }: Findings): Promise<void> => {
  const found = await engine.query<{ place: string }>(
    `SELECT concat(stream, '/', toString(partition), '/', toString(offset), ' ', reason) AS place
     FROM dead_letters FINAL ORDER BY place`,
  );
  const wanted = compared.flatMap(({ stream, partition, reference }) =>
    reference.deadLetters.map(({ offset, reason }) => `${stream}/${partition}/${offset} ${reason}`),
  );
  expect(found.map(({ place }) => place)).toEqual(wanted.sort());
};

/** All of that. */
export const expectExact = async (comparison: Comparison): Promise<Findings> => {
  const findings = await compareAll(comparison);
  expectStates(findings);
  expectOutcomes(findings);
  expectAnswers(findings);
  for (const stream of comparison.streams) await expectRows(comparison.engine, findings, stream);
  await expectDeadLetters(comparison.engine, findings);
  return findings;
};

/** The reference's rows of a stream. */
export const rowsOf = (compared: readonly Compared[], stream: RunStreamName): readonly Row[] =>
  compared.filter((found) => found.stream === stream).flatMap(({ reference }) => reference.rows);

const hexOf = (answers: ReadonlyMap<string, Uint8Array>): Readonly<Record<string, string>> =>
  Object.fromEntries([...answers].map(([entity, bytes]) => [entity, Buffer.from(bytes).toString("hex")]));
