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
  /** From the last look at which no partition of the stream was open until all answers reflected the last event. */
  readonly seconds: number;
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

/** Whether some partition of a stream is open, and so may have begun to absorb. */
const isOpen = async (url: string, stream: BenchStream): Promise<boolean> => {
  const response = await fetch(`${url}/readyz`).catch(() => undefined);
  if (response === undefined) return false;
  const { partitions = [] } = (await response.json()) as {
    partitions?: readonly { readonly stream: string; readonly restored: number }[];
  };
  return partitions.some((one) => one.stream === stream && one.restored > 0);
};

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
  let began = nowMs();
  let cpuBefore = 0;
  for (;;) {
    const asked = nowMs();
    const looked = await metricsOf(url);
    // Events are counted when they are published: of slow ones, many may have been absorbed by then.
    if ((await isOpen(url, stream)) || eventsOf(looked, stream) > before) break;
    began = asked;
    cpuBefore = sumOf(looked ?? [], CPU);
    await Promise.race([pause(LOOK_EVERY_MS), running.then(() => pause(LOOK_EVERY_MS))]);
  }
  // The answer comes the moment the last event is reflected: no look at the metrics costs anything meanwhile.
  await waitUntilReflected(connection, url, [stream]);
  const ended = nowMs();
  await running;
  const samples = (await metricsOf(url)) ?? [];
  const { pid }: { pid?: number } = JSON.parse(await readFile(join(stack.dataDir, "run.json"), "utf8"));
  const outcomes = eventsOf(samples, stream);
  const events = outcomes - before;
  const seconds = (ended - began) / 1000;
  return {
    events,
    seconds,
    perSecond: events / seconds,
    startSeconds: (began - started) / 1000,
    peakResidentBytes: await peakResidentBytes(pid ?? 0),
    cpuSeconds: sumOf(samples, CPU) - cpuBefore,
    outcomes,
    lag: sumOf(samples, "millrace_consumer_lag", { topic: `${stack.prefix}${stream}` }),
  };
};
