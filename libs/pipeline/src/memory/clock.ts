import type { Clock } from "../ports.ts";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Turns of the microtask queue after a sleeper woke, within which memory ports come to rest. */
const TURNS = 50;

/** A clock that stands still until it is moved by hand. */
export class ManualClock implements Clock {
  #now: number;
  #sleepers: Sleeper[] = [];

  /** @param now ms since 1970 */
  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ until: this.#now + Math.max(0, ms), wake }));
  }

  async breathe(): Promise<void> {}

  /** Half, so that waits can be foretold. */
  random(): number {
    return 0.5;
  }

  /** Sleepers that still wait. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Moves time on, waking each sleeper at its moment and letting it run until it waits again. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    for (;;) {
      await rest();
      const next = this.#sleepers.reduce<Sleeper | undefined>(
        (first, s) => (s.until <= target && s.until < (first?.until ?? Infinity) ? s : first),
        undefined,
      );
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((s) => s !== next);
      this.#now = Math.max(this.#now, next.until);
      next.wake();
    }
    this.#now = target;
  }

  /** Moves time on, a tenth of a second at a time, until `work` settles. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const done = work.finally(() => {
      settled = true;
    });
    done.catch(() => undefined);
    await rest();
    while (!settled) await this.advance(100);
    return done;
  }
}

const rest = async (): Promise<void> => {
  for (let turn = 0; turn < TURNS; turn++) await undefined;
};
