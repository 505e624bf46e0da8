import { setImmediate as immediate, setTimeout as timeout } from "node:timers/promises";
import type { Clock } from "@millrace/pipeline";

/** The machine's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms) => {
    await timeout(ms);
  },
  breathe: async () => {
    await immediate();
  },
  random: () => Math.random(),
};
