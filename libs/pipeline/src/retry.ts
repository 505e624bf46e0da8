import { isRetryable } from "./errors.ts";
import type { Clock } from "./ports.ts";

/** Says that whoever works is alive, so that a long call does not cost the membership of the group. */
export type Beat = () => Promise<void>;
/** Of who is not in a group. */
export const noBeat: Beat = async () => undefined;

/** How to wait between attempts. */
export interface RetryRule {
  /** First wait, ms. */
  readonly baseMs: number;
  /** Longest wait, ms. */
  readonly capMs: number;
}

/**
 * Calls `attempt` until it succeeds or fails for good, waiting a random time below an exponentially growing cap
 * ("full jitter", Brooker 2015) in between. Waits are cut into seconds, each followed by `beat`, so that a long outage
 * does not cost the membership of the group.
 * @throws what `attempt` threw, where trying again cannot help; what `beat` threw.
 */
export const retry = async <T>(
  attempt: () => Promise<T>,
  rule: RetryRule,
  clock: Clock,
  beat: () => Promise<void>,
  onRetry: (error: unknown, tries: number) => void,
): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRetryable(error)) throw error;
      onRetry(error, tries);
      let wait = clock.random() * Math.min(rule.capMs, rule.baseMs * 2 ** Math.min(tries, 20));
      while (wait > 0) {
        await clock.sleep(Math.min(wait, 1000));
        wait -= 1000;
        await beat();
      }
    }
  }
};

/**
 * Awaits `work` while calling `beat` every `everyMs`. Where `beat` fails the work is awaited still, so that nothing
 * goes on behind the back of whoever comes next.
 * @throws what `work` threw, else what `beat` threw.
 */
export const beating = async <T>(
  work: Promise<T>,
  beat: () => Promise<void>,
  everyMs: number,
  clock: Clock,
): Promise<T> => {
  let settled = false;
  const done = work.finally(() => {
    settled = true;
  });
  const quiet = done.then(
    () => undefined,
    () => undefined,
  );
  const pulse = async (): Promise<void> => {
    while (!settled) {
      await Promise.race([clock.sleep(everyMs), quiet]);
      if (!settled) await beat();
    }
  };
  const [worked, beaten] = await Promise.allSettled([done, pulse()]);
  if (worked.status === "rejected") throw worked.reason;
  if (beaten.status === "rejected") throw beaten.reason;
  return worked.value;
};
