import { median } from "./statistics.ts";

/** Milliseconds since any fixed moment. */
export const nowMs = (): number => performance.now();

/** How long work takes, ms, and what it returns. */
export const timed = async <T>(work: () => Promise<T> | T): Promise<{ ms: number; value: T }> => {
  const began = nowMs();
  const value = await work();
  return { ms: nowMs() - began, value };
};

/**
 * Microseconds for one of the `size` pieces that a call of `work` does: the median of `runs` calls, after one that
 * warms up. `prepare` makes what a call consumes, outside of the time.
 */
export const microsecondsEach = <T>(
  size: number,
  prepare: () => T,
  work: (given: T) => unknown,
  runs = 5,
): number => {
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const given = prepare();
    const began = nowMs();
    work(given);
    if (run > 0) times.push(nowMs() - began);
  }
  return (median(times) * 1000) / size;
};
