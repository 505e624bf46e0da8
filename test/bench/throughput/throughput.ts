import { randomUUID } from "node:crypto";
import type { BenchKafka } from "../kafka.ts";
import { withKafka } from "../kafka.ts";
import { fill } from "../load/fill.ts";
import { type BenchStream, benchStreams, linesOf } from "../load/streams.ts";
import type { Plan } from "../plan.ts";
import { runProgram } from "../program.ts";
import type { Bench, Cell } from "../report.ts";
import { mib } from "../resident.ts";
import { newStack, warmUp } from "../stack.ts";
import { median } from "../statistics.ts";
import { type CatchUp, catchUp } from "./catch-up.ts";
import { type Absent, kafkaStreams, type StreamsOutput } from "./kafka-streams.ts";
import type { NaiveInput, NaiveOutput } from "./naive.ts";

/** Events of each stream that lie on its topic when the stack starts. */
const events: Readonly<Record<BenchStream, number>> = {
  baskets: 200_000,
  clicks: 200_000,
  readings: 300_000,
  reviews: 40_000,
};

const WARM_SEED = 1;

type Say = (line: string) => void;

/**
 * One stack per run: each stream's topic is filled while it is down, then it is started and measured.
 * @param load what a stream's topic is filled with
 */
export const measureStreams = async (
  kafka: BenchKafka,
  streams: readonly BenchStream[],
  say: Say,
  load = linesOf,
): Promise<{ readonly prefix: string; readonly byStream: ReadonlyMap<BenchStream, CatchUp> }> => {
  const prefix = `throughput.${randomUUID()}.`;
  const { stack, url } = await newStack(kafka, prefix);
  const byStream = new Map<BenchStream, CatchUp>();
  try {
    say("warming up: networks into use");
    const others = streams.filter((stream) => stream !== "baskets");
    if (others.length > 0) await warmUp(kafka, stack, others, WARM_SEED);
    for (const [n, stream] of streams.entries()) {
      const before = await recordsOf(kafka, prefix, stream);
      await fill(kafka.connection(prefix), load(stream, WARM_SEED + 1 + n, events[stream]));
      const found = await catchUp(kafka, stack, url, stream, before);
      say(`${stream}: ${Math.round(found.perSecond)} events/s, ${mib(found.peakResidentBytes)} MiB`);
      if (found.lag > 0 || found.events !== events[stream])
        throw new Error(
          `${stream}: ${found.events} of ${events[stream]} events, lag ${found.lag}\n${stack.said}`,
        );
      byStream.set(stream, found);
      await stack.stop();
    }
  } finally {
    await stack.close();
  }
  return { prefix, byStream };
};

const recordsOf = async (kafka: BenchKafka, prefix: string, stream: BenchStream): Promise<number> => {
  const connection = kafka.connection(prefix);
  const ends = await connection
    .admin("ends", (admin) => admin.fetchTopicOffsets(connection.name(stream)))
    .catch(() => []);
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
};

/** What is common to all programs that read the topic. */
interface Measured {
  readonly perSecond: number;
  readonly cpuSeconds?: number | undefined;
  readonly peakResidentBytes: number | undefined;
}

const row = (name: string, count: number, runs: readonly Measured[], ratio: number | undefined): Cell[] => {
  const cpu = median(runs.map(({ cpuSeconds = Number.NaN }) => (cpuSeconds * 1e6) / count));
  const peak = Math.max(...runs.map(({ peakResidentBytes = Number.NaN }) => peakResidentBytes));
  return [name, count, median(runs.map(({ perSecond }) => perSecond)), cpu, mib(peak), ratio];
};

const run = (plan: Plan, say: Say) =>
  withKafka(async (kafka) => {
    const streams = benchStreams.filter((stream) => plan.streams?.includes(stream) ?? true);
    const runs: ReadonlyMap<BenchStream, CatchUp>[] = [];
    const bare: NaiveOutput[] = [];
    let engine: StreamsOutput | Absent = { absent: "no run" };
    for (let n = 0; n < plan.runs; n++) {
      const { prefix, byStream } = await measureStreams(kafka, streams, say);
      runs.push(byStream);
      // On the same records, right after: what else the machine does is then the same for both.
      const topic = `${prefix}baskets`;
      const input = { brokers: kafka.brokers, topic, events: events.baskets };
      const found = await runProgram<NaiveInput, NaiveOutput>("naive", input);
      say(`bare kafkajs and a Map: ${Math.round(found.perSecond)} baskets/s`);
      bare.push(found);
      if (n === 0) engine = await kafkaStreams(plan.peers, kafka.brokers, topic);
    }
    const rateOf = (stream: BenchStream): number =>
      median(runs.map((byStream) => byStream.get(stream)?.perSecond ?? Number.NaN));
    const bareRate = median(bare.map(({ perSecond }) => perSecond));
    const ratio = rateOf("baskets") / bareRate;
    const rows: Cell[][] = streams.map((stream) => {
      const found = runs.flatMap((byStream) => byStream.get(stream) ?? []);
      return row(stream, events[stream], found, stream === "baskets" ? ratio : undefined);
    });
    rows.push(row("baskets, bare kafkajs + Map", events.baskets, bare, 1));
    const name = "baskets, Kafka Streams (memory, exactly once)";
    if ("absent" in engine) rows.push([name, undefined, `absent: ${engine.absent}`]);
    else rows.push(row(name, events.baskets, [engine], engine.perSecond / bareRate));
    return {
      figures: {
        runs: runs.map((byStream) => Object.fromEntries(byStream)),
        naive: bare,
        kafkaStreams: engine,
        perSecond: Object.fromEntries(streams.map((stream) => [stream, rateOf(stream)])),
        ratioToNaive: ratio,
      },
      tables: [
        {
          title: "From a full topic to answers that reflect its last event",
          columns: ["stream", "events", "events/s", "CPU µs/event", "peak RSS, MiB", "ratio to bare"],
          rows,
        },
      ],
      notes: [
        "CPU: processor time of all threads of the process; on a busy machine the fairer comparison.",
        "One process holds all services, the embedded ClickHouse and the query API; its peak RSS is all of that.",
        "Clicks, readings and reviews go through networks of the trained size (random weights, in use from the first event); nothing is trained meanwhile.",
        "The bare program only counts: no ids, no history rows, no queries, and it counts twice after a crash.",
      ],
    };
  });

/** From topic to answer, each stream by itself. */
export const throughput: Bench = {
  name: "throughput",
  about: "events/s per stream from a full topic to answers, beside a bare program on the same topic",
  run,
};
