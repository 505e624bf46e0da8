/** Events that must have come since the last fit, as a share of those it read. */
const GROWTH = 0.25;

/** When a network is to be trained again: by how much has flowed, and not more often than a clock allows. */
export class Schedule {
  readonly #eventsMin: number;
  readonly #everyMs: number;
  #seen = 0;
  #seenAtFit = 0;
  #fitAt = Number.NEGATIVE_INFINITY;

  /** @param eventsMin events that the first fit waits for; @param everyMs least time between two fits. */
  constructor(eventsMin: number, everyMs: number) {
    this.#eventsMin = eventsMin;
    this.#everyMs = everyMs;
  }

  /** Notes that one more event was read. */
  saw(): void {
    this.#seen++;
  }

  /** When the last fit ended, −∞ before the first. */
  get fittedAt(): number {
    return this.#fitAt;
  }

  /** Whether it is time. @param now ms, any origin. */
  due(now: number): boolean {
    if (now - this.#fitAt < this.#everyMs) return false;
    return this.#seen >= Math.max(this.#eventsMin, this.#seenAtFit * (1 + GROWTH));
  }

  /** Notes that a fit ended. */
  fitted(now: number): void {
    this.#fitAt = now;
    this.#seenAtFit = this.#seen;
  }
}
