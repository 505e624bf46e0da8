import type { ClickEvent } from "@millrace/events";
import type { TimedSession } from "@millrace/sequences";

interface OpenSession {
  readonly items: string[];
  readonly times: number[];
  lastTime: number;
}

/** Sessions as they flowed, newest kept: what the next-item network and the hidden states learn from. */
export class SessionLog {
  readonly #clicksMax: number;
  readonly #idleMs: number;
  readonly #open = new Map<string, OpenSession>();
  #clicks = 0;
  #newest = 0;
  #ended: Omit<OpenSession, "lastTime">[] = [];

  /** @param clicksMax newest clicks kept, about; @param idleMs time without a click after which a session has ended. */
  constructor(clicksMax: number, idleMs: number) {
    this.#clicksMax = clicksMax;
    this.#idleMs = idleMs;
  }

  /** Clicks held. */
  get events(): number {
    return this.#clicks;
  }

  /** Takes the next click of its partition. */
  add(click: ClickEvent): void {
    const open = this.#open.get(click.sessionId);
    const over = click.action === "exit" || (open !== undefined && click.time - open.lastTime > this.#idleMs);
    if (over) this.#end(click.sessionId);
    if (click.action === "exit") return;
    const session = this.#open.get(click.sessionId) ?? { items: [], times: [], lastTime: 0 };
    // Taken out and put in again, so that the map stays in order of last clicks.
    this.#open.delete(click.sessionId);
    this.#open.set(click.sessionId, session);
    session.items.push(click.itemId);
    session.times.push(click.time);
    this.#newest = Math.max(this.#newest, click.time);
    session.lastTime = Math.max(session.lastTime, click.time);
    this.#clicks++;
    this.#forgetOldest();
  }

  /** Sessions of two clicks or more in order of their end; those still open come last. */
  sessions(): readonly (readonly string[])[] {
    return [...this.#ended, ...this.#open.values()]
      .map(({ items }) => items)
      .filter(({ length }) => length > 1);
  }

  /** All sessions in order of their end with the times of their clicks; those that may still go on come last. */
  timed(): readonly TimedSession[] {
    const open = [...this.#open.values()].map(({ items, times, lastTime }) => ({
      items,
      times,
      ended: this.#newest - lastTime > this.#idleMs,
    }));
    return [...this.#ended.map(({ items, times }) => ({ items, times, ended: true })), ...open];
  }

  #end(sessionId: string): void {
    const session = this.#open.get(sessionId);
    if (session === undefined) return;
    this.#open.delete(sessionId);
    this.#ended.push({ items: session.items, times: session.times });
  }

  #forgetOldest(): void {
    if (this.#clicks <= this.#clicksMax * 1.1) return;
    let kept = this.#clicks;
    let from = 0;
    while (kept > this.#clicksMax && from < this.#ended.length)
      kept -= this.#ended[from++]?.items.length ?? 0;
    this.#ended = this.#ended.slice(from);
    while (kept > this.#clicksMax) {
      const oldest = this.#open.entries().next().value;
      if (oldest === undefined) break;
      kept -= oldest[1].items.length;
      this.#open.delete(oldest[0]);
    }
    this.#clicks = kept;
  }
}
