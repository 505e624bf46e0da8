import type { ClickEvent } from "@millrace/events";

/** Sessions as they flowed, newest kept: what the next-item network learns from. */
export class SessionLog {
  readonly #clicksMax: number;
  readonly #idleMs: number;
  readonly #open = new Map<string, { items: string[]; lastTime: number }>();
  #clicks = 0;
  #ended: string[][] = [];

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
    const session = this.#open.get(click.sessionId) ?? { items: [], lastTime: 0 };
    // Taken out and put in again, so that the map stays in order of last clicks.
    this.#open.delete(click.sessionId);
    this.#open.set(click.sessionId, session);
    session.items.push(click.itemId);
    session.lastTime = Math.max(session.lastTime, click.time);
    this.#clicks++;
    this.#forgetOldest();
  }

  /** Sessions of two clicks or more in order of their end; those still open come last. */
  sessions(): readonly (readonly string[])[] {
    return [...this.#ended, ...[...this.#open.values()].map((s) => s.items)].filter(
      (items) => items.length > 1,
    );
  }

  #end(sessionId: string): void {
    const session = this.#open.get(sessionId);
    if (session === undefined) return;
    this.#open.delete(sessionId);
    this.#ended.push(session.items);
  }

  #forgetOldest(): void {
    if (this.#clicks <= this.#clicksMax * 1.1) return;
    let kept = this.#clicks;
    let from = 0;
    while (kept > this.#clicksMax && from < this.#ended.length) kept -= this.#ended[from++]?.length ?? 0;
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
