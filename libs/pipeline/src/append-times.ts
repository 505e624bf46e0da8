const SPANS_MAX = 256;

/**
 * Append times of events that are absorbed but not yet published, so that whoever makes the answers readable can tell
 * how long each event took. Kept to the millisecond, coarser where there are more than 256 different ones.
 */
export class AppendTimes {
  #counts = new Map<number, number>();
  #grainMs = 1;
  /** The events added last, which came at one time: the broker gives it to a whole batch. */
  #at = 0;
  #events = 0;

  /** Notes one event's append time, ms since 1970. */
  add(appendedAt: number): void {
    if (appendedAt !== this.#at) {
      this.#settle();
      this.#at = appendedAt;
    }
    this.#events++;
  }

  /** Pairs of time and number of events since the last `clear`. */
  get pairs(): (readonly [appendedAt: number, events: number])[] {
    this.#settle();
    return [...this.#counts];
  }

  /** Forgets all: they have been published. */
  clear(): void {
    this.#counts = new Map();
    this.#grainMs = 1;
    this.#events = 0;
  }

  #settle(): void {
    if (this.#events === 0) return;
    const span = Math.floor(this.#at / this.#grainMs) * this.#grainMs;
    this.#counts.set(span, (this.#counts.get(span) ?? 0) + this.#events);
    this.#events = 0;
    if (this.#counts.size > SPANS_MAX) this.#coarsen();
  }

  #coarsen(): void {
    this.#grainMs *= 4;
    const fine = this.#counts;
    this.#counts = new Map();
    for (const [at, events] of fine) {
      const span = Math.floor(at / this.#grainMs) * this.#grainMs;
      this.#counts.set(span, (this.#counts.get(span) ?? 0) + events);
    }
  }
}
