import { setTimeout as pause } from "node:timers/promises";
import type { Producer } from "kafkajs";
import { type Line, produce } from "../../support/produce.ts";
import { benchConnection } from "../kafka.ts";
import type { Program } from "../program.ts";
import { nowMs } from "../timer.ts";
import { type BenchStream, linesOf } from "./streams.ts";

/** An even flow of events over several streams. */
export interface FlowInput {
  readonly brokers: string;
  readonly prefix: string;
  readonly streams: readonly BenchStream[];
  /** Events of all streams together. */
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

/** How even it was. */
export interface FlowOutput {
  readonly sent: number;
  /** What the broker acknowledged in each second of the flow. */
  readonly perSecond: number;
  /** Greatest delay of a call behind its moment, ms: well below the latencies measured, or these mean nothing. */
  readonly lateMsMax: number;
}

const TICK_MS = 10;

/** Produces events at an even rate; calls do not wait for each other, so that a slow broker does not slow the flow. */
export const flow: Program<FlowInput, FlowOutput> = async (given) => {
  const { brokers, prefix, streams, perSecond, seconds, seed } = given;
  const connection = benchConnection(brokers, prefix);
  const producers = await Promise.all(streams.map(() => connection.openProducer()));
  const each = Math.ceil((perSecond * seconds) / streams.length) + 1;
  const sources = streams.map((stream) => linesOf(stream, seed, each)[Symbol.iterator]());
  const began = nowMs();
  const calls: Promise<void>[] = [];
  let sent = 0;
  let lateMsMax = 0;
  for (let tick = 1; tick * TICK_MS <= seconds * 1000; tick++) {
    const wait = began + tick * TICK_MS - nowMs();
    if (wait > 0) await pause(wait);
    else lateMsMax = Math.max(lateMsMax, -wait);
    const due = Math.floor((perSecond * tick * TICK_MS) / 1000) - sent;
    const lines = sources.map((): Line[] => []);
    for (let n = 0; n < due; n++, sent++) {
      const at = sent % sources.length;
      const next = sources[at]?.next();
      if (next?.done === false) lines[at]?.push(next.value);
    }
    lines.forEach((some, at) => {
      const producer: Producer | undefined = producers[at];
      if (some.length > 0 && producer !== undefined) calls.push(produce(connection, some, producer));
    });
  }
  await Promise.all(calls);
  const took = (nowMs() - began) / 1000;
  await Promise.all(producers.map((producer) => producer.disconnect()));
  await connection.close();
  return { sent, perSecond: sent / took, lateMsMax };
};
