import { createDecoder } from "@millrace/events";
import { absorbRecord, noEffects, PartitionState, type SourceRecord } from "@millrace/pipeline";
import { clickTopology } from "@millrace/service-clickstream";
import type { Program } from "../program.ts";
import { take } from "../subjects.ts";
import { nowMs } from "../timer.ts";
import { clicksOver, modelsOver } from "./many-items.ts";

/** What is measured. */
export interface AbsorbInput {
  readonly items: number;
  /** As in `ClickSettings`; greater than any click can cost scores every click. */
  readonly scoringUsMax: number;
  readonly warmClicks: number;
  readonly clicks: number;
}

/** What was found. */
export interface AbsorbOutput {
  /** Decode, predict, score, learn; 500 clicks between two publications, which are collected and counted in. */
  readonly microseconds: number;
  /** Processor time, all threads: what stays the same on a busy machine. */
  readonly cpuMicroseconds: number;
  /** Of one batch of 500 clicks. */
  readonly answerBytesPerClick: number;
  readonly scored: number;
  readonly stateBytes: number;
}

const BATCH = 500;
/** Publications of 200 ms in the second between two that carry what is large. */
const HEAVY_ONE_IN = 5;
const MOST = 4_000_000;

function* records(items: number): Generator<SourceRecord, void, undefined> {
  let offset = 0;
  for (const click of clicksOver(items, 5)) {
    const [key, value] = [Buffer.from(click.sessionId), Buffer.from(JSON.stringify(click))];
    yield { offset: offset++, timestamp: click.time, key, value, headers: {} };
  }
}

/** One partition of clicks, absorbed as the service does it, without broker and engine. */
export const absorbing: Program<AbsorbInput, AbsorbOutput> = async (input) => {
  const { items, scoringUsMax, warmClicks, clicks } = input;
  const topology = clickTopology(createDecoder("clicks"), {
    itemsMax: MOST,
    sessionsMax: 100_000,
    sessionIdleMs: 1_800_000,
    scoringUsMax,
  });
  const state = new PartitionState(topology, 0, 100_000);
  for (const weights of modelsOver(items)) state.processor.adopt(weights);
  const source = { topic: "clicks", partition: 0, generation: 0 };
  const log = records(items);
  let bytes = 0;
  let publications = 0;
  const absorb = (clicksDrawn: readonly SourceRecord[]): void => {
    for (let from = 0; from < clicksDrawn.length; from += BATCH) {
      const effects = noEffects();
      for (const record of clicksDrawn.slice(from, from + BATCH))
        absorbRecord(topology, state, source, record, effects);
      for (const { value } of state.processor.drain(++publications % HEAVY_ONE_IN === 0))
        bytes += value?.length ?? 0;
    }
  };
  const scores = (): number => {
    const [board] = state.processor.scores() as readonly {
      models: readonly { all: { events: number } }[];
    }[];
    return board?.models[0]?.all.events ?? 0;
  };
  absorb(take(warmClicks, log));
  bytes = 0;
  const drawn = take(clicks, log);
  const before = scores();
  const began = nowMs();
  const usedBefore = process.cpuUsage();
  absorb(drawn);
  const ms = nowMs() - began;
  const { user, system } = process.cpuUsage(usedBefore);
  const sizes = Object.values(state.processor.status().sizes);
  return {
    microseconds: (ms * 1000) / clicks,
    cpuMicroseconds: (user + system) / clicks,
    answerBytesPerClick: bytes / clicks,
    scored: (scores() - before) / clicks,
    stateBytes: sizes.reduce((sum, size) => sum + size.bytes, 0),
  };
};
