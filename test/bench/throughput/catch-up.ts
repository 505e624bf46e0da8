import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseMetrics, type Sample, sumOf } from "../../support/metrics.ts";
import type { Stack } from "../../support/stack.ts";
import type { BenchKafka } from "../kafka.ts";
import type { BenchStream } from "../load/streams.ts";
import { peakResidentBytes } from "../resident.ts";
import { waitUntilReflected } from "../stack.ts";
import { nowMs } from "../timer.ts";

const LOOK_EVERY_MS = 20;
const CPU = "process_cpu_seconds_total";

/** How a stack read a topic that was full when it started. */
export interface CatchUp {
  readonly events: number;
  /** Those that the answers did not reflect yet when counting began. */
  readonly counted: number;
  /** From the first look at which answers reflected some of the events until they reflected the last. */
  readonly seconds: number;
  /** `counted` in `seconds`. */
  readonly perSecond: number;
  /** From the start of the process until that first look. */
  readonly startSeconds: number;
  readonly peakResidentBytes: number | undefined;
  /** Processor time of the process over those seconds, all threads: what stays the same on a busy machine. */
  readonly cpuSeconds: number;
  /** Outcomes of all events, lag and halted partitions when all was over. */
  readonly outcomes: number;
  readonly lag: number;
}

const metricsOf = async (url: string): Promise<readonly Sample[] | undefined> => {
  const response = await fetch(`${url}/metrics`).catch(() => undefined);
  return response?.ok === true ? parseMetrics(await response.text()) : undefined;
};

const eventsOf = (samples: readonly Sample[] | undefined, stream: BenchStream): number =>
  samples === undefined ? 0 : sumOf(samples, "millrace_events_total", { stream });

/**
 * Starts a stack whose topic of `stream` is full and waits until every answer reflects the last event.
 * @param before events that it had absorbed before it was stopped.
 */
export const catchUp = async (
  kafka: BenchKafka,
  stack: Stack,
  url: string,
  stream: BenchStream,
  before: number,
): Promise<CatchUp> => {
  const connection = kafka.connection(stack.prefix);
  const started = nowMs();
  const running = stack.start();
  // Awaited below; a start that fails must not go unheard until then.
  running.catch(() => undefined);
  let first: readonly Sample[] | undefined;
  while (eventsOf(first, stream) <= before) {
    await Promise.race([pause(LOOK_EVERY_MS), running.then(() => pause(LOOK_EVERY_MS))]);
    first = await metricsOf(url);
  }
  const began = nowMs();
  // The answer comes the moment the last event is reflected: no look at the metrics costs anything meanwhile.
  await waitUntilReflected(connection, url, [stream]);
  const ended = nowMs();
  await running;
  const samples = (await metricsOf(url)) ?? [];
  const { pid }: { pid?: number } = JSON.parse(await readFile(join(stack.dataDir, "run.json"), "utf8"));
  const outcomes = eventsOf(samples, stream);
  // What was absorbed before anything of it was told is left out, with its time: of slow events that may be many.
  const counted = outcomes - eventsOf(first, stream);
  const seconds = (ended - began) / 1000;
  return {
    events: outcomes - before,
    counted,
    seconds,
    perSecond: counted / seconds,
    startSeconds: (began - started) / 1000,
    peakResidentBytes: await peakResidentBytes(pid ?? 0),
    cpuSeconds: sumOf(samples, CPU) - sumOf(first ?? [], CPU),
    outcomes,
    lag: sumOf(samples, "millrace_consumer_lag", { topic: `${stack.prefix}${stream}` }),
  };
};
