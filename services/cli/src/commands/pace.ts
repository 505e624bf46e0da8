import type { Clock } from "@millrace/pipeline";

/** Events sent in one call: what the client handles fast. */
const BATCH_EVENTS_MAX = 1_000;
/** Calls a second under a rate: smooth to the eye, and cheap. */
const CALLS_PER_SECOND = 10;

/** Holds events back to a rate; the first batch goes at once. */
export class Pace {
  readonly #perSecond: number | undefined;
  readonly #clock: Pick<Clock, "now" | "sleep">;
  readonly #startedAt: number;

  /** @param perSecond undefined: as fast as it goes. */
  constructor(perSecond: number | undefined, clock: Pick<Clock, "now" | "sleep">) {
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** Events to gather for one call. */
  get batchEvents(): number {
    if (this.#perSecond === undefined) return BATCH_EVENTS_MAX;
    return Math.min(BATCH_EVENTS_MAX, Math.ceil(this.#perSecond / CALLS_PER_SECOND));
  }

  /** Resolves when the next batch may go. @param sent events so far. */
  async wait(sent: number): Promise<void> {
    if (this.#perSecond === undefined) return;
    const dueAt = this.#startedAt + (sent * 1_000) / this.#perSecond;
    const ms = dueAt - this.#clock.now();
    if (ms > 0) await this.#clock.sleep(ms);
  }
}
