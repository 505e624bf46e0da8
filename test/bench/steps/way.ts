import type { ClickHouseRowSink } from "@millrace/clickhouse";
import type { KafkaAnswerPublisher } from "@millrace/kafka";
import {
  AnswerAssembly,
  absorbRecord,
  decodeAnswer,
  encodeAnswer,
  noEffects,
  PartitionState,
  type Progress,
  progressEntity,
  type SourceRecord,
  type Topology,
} from "@millrace/pipeline";
import { readConfig } from "@millrace/service";
import { View } from "../../../services/query-api/src/view/view.ts";
import { offeredWeights, take } from "../subjects.ts";
import { Stopwatch } from "./stopwatch.ts";

/** Where a measured event's consequences go. */
export interface Ports {
  /** Encodes rows and makes blocks of them, and throws them away. */
  readonly rows: ClickHouseRowSink;
  /** Stores them in the embedded engine. */
  readonly stored: ClickHouseRowSink;
  readonly answers: KafkaAnswerPublisher;
}

/** The steps of an event's way, in order; the names of the table's rows. */
export const steps = [
  "decode",
  "drop repeats",
  "predict, score, learn",
  "encode rows",
  "collect answers",
  "encode answers",
  "progress",
  "publish (with the broker)",
  "apply to the view",
  "insert (in the engine's threads)",
] as const;

/** Events that a state has absorbed before it is measured. */
const WARM_EVENTS = 20_000;
/** Events between two publications: what a partition absorbs in 200 ms at 10,000 events/s over four partitions. */
const BATCH_EVENTS = 500;
const ROUNDS = 7;

const config = readConfig({
  MILLRACE_ITEMS_MAX: "4000000",
  MILLRACE_USERS_MAX: "1000000",
  MILLRACE_FACTORS: "16",
});

/** Takes events of one partition their whole way, step by step; µs per event of each step. */
export const measureWay = async <E>(
  topology: Topology<E>,
  lines: Iterator<SourceRecord>,
  ports: Ports,
): Promise<Readonly<Record<string, number>>> => {
  const { stream } = topology;
  const partition = 0;
  const source = { topic: stream, partition, generation: 0 };
  const state = new PartitionState(topology, partition, 100_000);
  for (const weights of offeredWeights()) state.processor.adopt(weights);
  const view = new View(config, Date.now);
  for (const { kind, version, bytes } of offeredWeights()) view.networks.add(kind, version, bytes);
  const assembly = new AnswerAssembly(view, (bytes) => JSON.parse(Buffer.from(bytes).toString()) as Progress);
  const watch = new Stopwatch(BATCH_EVENTS);

  const progressAt = (offset: number): Progress => ({
    generation: 0,
    offset,
    highWatermark: offset + 1,
    eventTime: 1,
    appended: [[Date.now(), BATCH_EVENTS]],
    outcomes: state.ledger.outcomes,
    deadLetters: state.ledger.deadLetters,
    status: state.processor.status(),
    snapshotOffset: -1,
    publishedAt: Date.now(),
  });
  const show = (offset: number, values: readonly { entity: string; bytes: Uint8Array | null }[]): void => {
    for (const { entity, bytes } of values) {
      const read = decodeAnswer(`${stream}/${partition}/${entity}`, bytes, `0:${offset}`);
      if (read !== undefined) assembly.take(read);
    }
  };

  for (let n = 0; n < WARM_EVENTS / BATCH_EVENTS; n++) {
    const effects = noEffects();
    const records = take(BATCH_EVENTS, lines);
    for (const record of records) absorbRecord(topology, state, source, record, effects);
  }
  for (let round = 0; round <= ROUNDS; round++) {
    const records = take(BATCH_EVENTS, lines);
    const offset = records.at(-1)?.offset ?? 0;
    const events = watch.time("decode", () => records.map((record) => topology.decode(record)));
    watch.time("drop repeats", () => {
      for (const decoded of events) if (decoded.ok) state.ids.add(topology.idOf(decoded.event) ?? "");
    });
    const effects = noEffects();
    watch.time("predict, score, learn", () => {
      for (const [i, decoded] of events.entries()) {
        const record = records[i];
        if (!decoded.ok || record === undefined) throw new Error("a drawn event could not be read");
        const at = { partition, offset: record.offset, appendedAt: record.timestamp };
        effects.stamp(at, 0, topology.timeOf(decoded.event));
        const verdict = state.processor.absorb(decoded.event, at, effects);
        state.ledger.book(record.offset, verdict, topology.timeOf(decoded.event));
      }
    });
    const answers = watch.time("collect answers", () => [...state.processor.drain()]);
    const encoded = watch.time("encode answers", () =>
      answers.map(({ entity, value }) => ({ entity, bytes: encodeAnswer(0, offset, value) })),
    );
    const progress = watch.time("progress", () => {
      const made = progressAt(offset);
      return { made, bytes: encodeAnswer(0, offset, Buffer.from(JSON.stringify(made))) };
    });
    await watch.timeWaiting("publish (with the broker)", () =>
      ports.answers.publish(stream, partition, answers, progress.made),
    );
    watch.time("apply to the view", () =>
      show(offset, [...encoded, { entity: progressEntity, bytes: progress.bytes }]),
    );
    const store = async (sink: ClickHouseRowSink): Promise<void> => {
      await sink.add(effects.rows);
      await sink.flush();
    };
    await watch.timeWaiting("encode rows", () => store(ports.rows));
    await watch.timeWaiting("insert (in the engine's threads)", () => store(ports.stored));
  }
  return watch.microseconds;
};
