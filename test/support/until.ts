import { setTimeout as pause } from "node:timers/promises";

const LOOK_EVERY_MS = 25;

/**
 * Looks until there is something to see, and returns it.
 * @param what a fact in words, for the failure.
 * @param look undefined or false: not yet. What it throws ends the waiting.
 * @throws after `withinMs`.
 */
export const until = async <T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 30_000,
): Promise<T> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
};
