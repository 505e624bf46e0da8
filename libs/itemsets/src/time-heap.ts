/** A ticket with its time. */
export interface Timed {
  readonly time: number;
  readonly ticket: number;
}

/** Tickets by time, the earliest first; of the same time the smallest. O(log n) each. */
export class TimeHeap {
  readonly #entries: Timed[] = [];

  /** The earliest. */
  peek(): Timed | undefined {
    return this.#entries[0];
  }

  push(time: number, ticket: number): void {
    const entries = this.#entries;
    const entry = { time, ticket };
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = entries[up];
      if (above === undefined || isBefore(above, entry)) break;
      entries[at] = above;
      at = up;
    }
    entries[at] = entry;
  }

  /** Takes the earliest away. */
  pop(): void {
    const entries = this.#entries;
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [entries[left], entries[left + 1]];
      const [least, place] = a !== undefined && b !== undefined && isBefore(b, a) ? [b, left + 1] : [a, left];
      if (least === undefined || isBefore(last, least)) break;
      entries[at] = least;
      at = place;
    }
    entries[at] = last;
  }
}

const isBefore = (a: Timed, b: Timed): boolean =>
  a.time < b.time || (a.time === b.time && a.ticket < b.ticket);
