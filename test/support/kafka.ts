import { setTimeout as timeout } from "node:timers/promises";
import { connect, type KafkaConnection } from "@millrace/kafka";
import type { Clock } from "@millrace/pipeline";
import { MemoryJournal } from "@millrace/pipeline/memory";

/** The machine's time, for the edges of integration tests. */
export const machineClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms) => {
    await timeout(ms);
  },
  breathe: async () => undefined,
  random: () => Math.random(),
};

/** A connection with its journal in memory. */
export const testConnection = (
  brokers: string,
  prefix: string,
): { connection: KafkaConnection; journal: MemoryJournal } => {
  const journal = new MemoryJournal();
  const settings = { brokers: [brokers], clientId: "test", prefix, journal, clock: machineClock };
  return { connection: connect(settings), journal };
};
