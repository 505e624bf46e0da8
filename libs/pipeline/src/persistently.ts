import type { Clock, Journal } from "./ports.ts";
import { retry } from "./retry.ts";
import type { PipelineSettings } from "./settings.ts";

/** Who waits: named in the journal. */
export interface Waiting {
  readonly stream: string;
  readonly partition: number;
}

/** Retries a call to the world for as long as trying again may help, and notes every failure. */
export const persistently = <T>(
  attempt: () => Promise<T>,
  { clock, journal }: { readonly clock: Clock; readonly journal: Journal },
  settings: PipelineSettings,
  who: Waiting,
  beat: () => Promise<void>,
): Promise<T> => {
  const rule = { baseMs: settings.retryBaseMs, capMs: settings.retryCapMs };
  const report = (error: unknown, tries: number): void => {
    const { stream, partition } = who;
    journal.warn("retrying", {
      stream,
      partition,
      tries,
      error: error instanceof Error ? error.message : String(error),
    });
  };
  return retry(attempt, rule, clock, beat, report);
};
