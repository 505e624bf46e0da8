import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type Sample, sumOf } from "../../support/metrics.ts";
import type { Stack } from "../../support/stack.ts";
import { withKafka } from "../kafka.ts";
import type { FlowInput, FlowOutput } from "../load/flow.ts";
import { type BenchStream, benchStreams } from "../load/streams.ts";
import type { Plan } from "../plan.ts";
import { startProgram } from "../program.ts";
import type { Bench, Cell, Findings } from "../report.ts";
import { standingStack } from "../standing-stack.ts";
import { type Bucket, histogramQuantile, type Spread } from "../statistics.ts";
import { nowMs } from "../timer.ts";
import { type LoneTrips, loneTrips, roundTrips } from "./round-trips.ts";

const RATE = 2_000;
const WARM_SECONDS = 10;
const LONE_CLICKS = 100;
const CPU = "process_cpu_seconds_total";
const NAME = "millrace_event_to_answer_seconds";

/** Event to answer of one stream, s, as the stack's own histogram tells. */
interface InsideFigures {
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  /** Share of the events whose answer took at most a second. */
  readonly withinOneSecond: number;
}

/** What a histogram counted between two looks. */
const bucketsOf = (
  before: readonly Sample[],
  after: readonly Sample[],
  stream: Measured,
): readonly Bucket[] => {
  const bounds = new Set(
    after.filter(({ name }) => name === `${NAME}_bucket`).map(({ labels }) => labels.le ?? ""),
  );
  return [...bounds].map((le) => {
    const labels = { stream, le };
    const count = sumOf(after, `${NAME}_bucket`, labels) - sumOf(before, `${NAME}_bucket`, labels);
    return { upTo: le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le), count };
  });
};

const insideOf = (buckets: readonly Bucket[]): InsideFigures => {
  const events = buckets.find(({ upTo }) => upTo === Number.POSITIVE_INFINITY)?.count ?? 0;
  const inOne = buckets.find(({ upTo }) => upTo === 1)?.count ?? 0;
  return {
    events,
    p50: histogramQuantile(buckets, 0.5),
    p99: histogramQuantile(buckets, 0.99),
    withinOneSecond: inOne / events,
  };
};

const metricsOf = async (stack: Stack): Promise<readonly Sample[]> => {
  for (;;) {
    const samples = await stack.metrics();
    if (samples.length > 0) return samples;
  }
};

/** The streams, and what they forward to the recommender. */
const measured = [...benchStreams, "ratings"] as const;
type Measured = (typeof measured)[number];

const run = (plan: Plan, say: (line: string) => void): Promise<Findings> =>
  withKafka(async (kafka) => {
    const seconds = plan.long ? 60 : 20;
    const prefix = `latency.${randomUUID()}.`;
    const { stack, url } = await standingStack(kafka, prefix, benchStreams);
    try {
      say("lone clicks");
      const lone = await loneTrips(url, "clicks", LONE_CLICKS);
      say(`${RATE} events/s for ${seconds} s`);
      const flowing = startProgram<FlowInput, FlowOutput>("flow", {
        brokers: kafka.brokers,
        prefix,
        streams: benchStreams,
        perSecond: RATE,
        seconds: seconds + WARM_SECONDS,
        seed: 200,
      });
      await pause(WARM_SECONDS * 1000);
      const before = await metricsOf(stack);
      const began = nowMs();
      const outside = await roundTrips(url, seconds - 1);
      const after = await metricsOf(stack);
      const took = (nowMs() - began) / 1000;
      const cores = (sumOf(after, CPU) - sumOf(before, CPU)) / took;
      const flow = await flowing.result;
      await stack.stop();
      const inside = new Map(measured.map((stream) => [stream, insideOf(bucketsOf(before, after, stream))]));
      return findings(inside, outside, flow, cores, lone);
    } finally {
      await stack.close();
    }
  });

const loneRow = (until: string, { count, p50, p99, max }: Spread): Cell[] => [until, count, p50, p99, max];

const findings = (
  inside: ReadonlyMap<Measured, InsideFigures>,
  outside: ReadonlyMap<BenchStream, Spread>,
  flow: FlowOutput,
  cores: number,
  lone: LoneTrips,
): Findings => ({
  figures: {
    flow,
    stackCores: cores,
    eventToAnswerSeconds: Object.fromEntries(inside),
    roundTripMs: Object.fromEntries(outside),
    loneClickMs: lone,
  },
  tables: [
    {
      title: `Event to answer at ${RATE} events/s over all streams, ms`,
      columns: ["stream", "events", "p50", "p99", "within 1 s, %", "round trip p50", "round trip p99"],
      rows: [...inside].map(([stream, { events, p50, p99, withinOneSecond }]) => [
        stream,
        events,
        p50 * 1000,
        p99 * 1000,
        withinOneSecond * 100,
        stream === "ratings" ? undefined : outside.get(stream)?.p50,
        stream === "ratings" ? undefined : outside.get(stream)?.p99,
      ]),
    },
    {
      title: "A lone click while nothing else flows, ms",
      columns: ["until", "clicks", "p50", "p99", "most"],
      rows: [loneRow("acknowledged", lone.posted), loneRow("its answer is there", lone.answered)],
    },
  ],
  notes: [
    "p50 and p99 from the stack's histogram (linear within a bucket): from the event's arrival at the broker until its answer can be read.",
    "Ratings: what clicks, baskets and reviews forward to the recommender, from its arrival on that log.",
    "Round trip: POST of one event, then GET with its token, from outside; ten pairs a second, counted from the moment each was due.",
    `The flow was at ${Math.round(flow.perSecond)} events/s, at most ${Math.round(flow.lateMsMax)} ms late. The stack used ${cores.toFixed(2)} of the machine's cores.`,
  ],
});

/** Event to answer. */
export const latency: Bench = {
  name: "latency",
  about: "event to answer, p50 and p99, at a steady 2,000 events/s over all streams",
  run,
};
