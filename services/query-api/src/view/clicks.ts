import { NextItemNet } from "@millrace/neural";
import { mergePages, type PageCounts, type PageStats, TransitionReplica } from "@millrace/sequences";
import { decodeSession, type SessionAnswer } from "@millrace/service-clickstream";
import type { NetworkShelf } from "./networks.ts";
import type { StreamView } from "./stream-view.ts";

/** Next items of a session with the rung that gave them. */
export interface NextItems {
  readonly rung: "popularity" | "markov" | "gru";
  readonly version: string;
  readonly items: readonly { readonly itemId: string; readonly score: number }[];
  readonly exitProbability: number;
}

/** Live sessions and the page graph of each partition. */
export class ClicksView implements StreamView {
  readonly #shelf: NetworkShelf;
  readonly #chains = new Map<number, TransitionReplica>();
  readonly #sessions = new Map<number, Map<string, SessionAnswer>>();

  constructor(shelf: NetworkShelf) {
    this.#shelf = shelf;
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const cut = entity.indexOf("/");
    const id = entity.slice(cut + 1);
    if (entity.slice(0, cut) === "item") {
      if (value === null) this.#chain(partition).remove(id);
      else this.#chain(partition).apply(value);
      return;
    }
    if (value === null) this.#live(partition).delete(id);
    else this.#live(partition).set(id, decodeSession(value));
  }

  progressed(): void {}

  reset(partition: number): void {
    this.#chains.delete(partition);
    this.#sessions.delete(partition);
  }

  /** Whether a session is live. */
  has(sessionId: string): boolean {
    return this.#find(sessionId) !== undefined;
  }

  /** The likeliest next items of a live session, by `champion` where its hidden state is at hand, else by the chain. */
  next(sessionId: string, champion: string, limit: number): NextItems | undefined {
    const found = this.#find(sessionId);
    if (found === undefined) return undefined;
    const { session, chain } = found;
    const exitProbability = chain.exitProbability(session.lastItem);
    const net =
      champion === "gru" && session.weights !== ""
        ? this.#shelf.network("next-item", session.weights)
        : undefined;
    if (net instanceof NextItemNet) {
      const items = net
        .top(session.hidden, 0, limit)
        .map(({ itemId, probability }) => ({ itemId, score: probability }));
      return { rung: "gru", version: session.weights, items, exitProbability };
    }
    const rung = champion === "popularity" ? "popularity" : "markov";
    const items = chain.top(rung === "popularity" ? undefined : session.lastItem, limit);
    return { rung, version: "", items, exitProbability };
  }

  /** What followed an item in all partitions, most frequent first. */
  page(itemId: string, transitions: number): PageStats | undefined {
    const parts = [...this.#chains.values()].map((chain) => chain.page(itemId));
    return mergePages(
      parts.filter((part): part is PageCounts => part !== undefined),
      transitions,
    );
  }

  /** The most visited pages of all partitions, most visits first. O(partitions · limit). */
  pages(limit: number, transitions: number): PageStats[] {
    const ids = new Set(
      [...this.#chains.values()].flatMap((chain) => chain.top(undefined, limit).map(({ itemId }) => itemId)),
    );
    return [...ids]
      .flatMap((itemId) => this.page(itemId, transitions) ?? [])
      .sort((a, b) => b.visits - a.visits || (a.itemId < b.itemId ? -1 : 1))
      .slice(0, limit);
  }

  /** The sessions clicked in last, newest first. O(sessions log sessions). */
  newest(limit: number): readonly (Pick<SessionAnswer, "clicks" | "lastTime" | "lastItem"> & {
    readonly sessionId: string;
  })[] {
    return [...this.#sessions.values()]
      .flatMap((live) => [...live].map(([sessionId, session]) => ({ sessionId, ...session })))
      .sort((a, b) => b.lastTime - a.lastTime || (a.sessionId < b.sessionId ? -1 : 1))
      .slice(0, limit);
  }

  /** Live sessions held. */
  get sessions(): number {
    let sum = 0;
    for (const live of this.#sessions.values()) sum += live.size;
    return sum;
  }

  #find(sessionId: string): { session: SessionAnswer; chain: TransitionReplica } | undefined {
    for (const [partition, live] of this.#sessions) {
      const session = live.get(sessionId);
      if (session !== undefined) return { session, chain: this.#chain(partition) };
    }
    return undefined;
  }

  #chain(partition: number): TransitionReplica {
    let chain = this.#chains.get(partition);
    if (chain === undefined) {
      chain = new TransitionReplica();
      this.#chains.set(partition, chain);
    }
    return chain;
  }

  #live(partition: number): Map<string, SessionAnswer> {
    let live = this.#sessions.get(partition);
    if (live === undefined) {
      live = new Map();
      this.#sessions.set(partition, live);
    }
    return live;
  }
}
