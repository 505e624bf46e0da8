import { median } from "../statistics.ts";
import { nowMs } from "../timer.ts";

/** Times of named steps over several rounds of the same number of events. */
export class Stopwatch {
  readonly #events: number;
  readonly #ms = new Map<string, number[]>();

  /** @param events that each call of `time` handles. */
  constructor(events: number) {
    this.#events = events;
  }

  /** Runs a step and notes how long it took. */
  time<T>(step: string, work: () => T): T {
    const began = nowMs();
    const value = work();
    this.#note(step, nowMs() - began);
    return value;
  }

  /** The same for a step that waits for something. */
  async timeWaiting<T>(step: string, work: () => Promise<T>): Promise<T> {
    const began = nowMs();
    const value = await work();
    this.#note(step, nowMs() - began);
    return value;
  }

  /** µs per event of each step, median of the rounds after the first. */
  get microseconds(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.#ms].map(([step, [, ...ms]]) => [step, (median(ms) * 1000) / this.#events]),
    );
  }

  #note(step: string, ms: number): void {
    const noted = this.#ms.get(step) ?? [];
    noted.push(ms);
    this.#ms.set(step, noted);
  }
}
