import { NextItemNet } from "@millrace/neural";
import type { Progress } from "@millrace/pipeline";
import { likeliestState, mergePages, type PageCounts, type PageStats } from "@millrace/sequences";
import type { SessionAnswer } from "@millrace/service-clickstream";
import { ClickPartition } from "./click-partition.ts";
import { ExitCalibration, exitProbabilityBy } from "./exits.ts";
import { FunnelView } from "./funnel.ts";
import type { NetworkShelf } from "./networks.ts";
import { PageRanks } from "./page-ranks.ts";
import type { StreamView } from "./stream-view.ts";

/** Next items of a session with the rung that gave them. */
export interface NextItems {
  readonly rung: string;
  readonly version: string;
  readonly items: readonly { readonly itemId: string; readonly score: number }[];
  readonly exitProbability: number;
  /** What the exit probability follows from. */
  readonly exitRung: string;
  /** The likeliest hidden state; null where there is no model yet. */
  readonly state: number | null;
  /** By state; empty where there is no model yet. */
  readonly stateProbabilities: readonly number[];
}

/** Live sessions and the page graph of each partition. */
export class ClicksView implements StreamView {
  /** The hidden states of all sessions. */
  readonly funnel: FunnelView;
  readonly #shelf: NetworkShelf;
  readonly #partitions = new Map<number, ClickPartition>();
  readonly #exits: ExitCalibration;
  readonly #ranks = new PageRanks((itemId) => this.page(itemId, Number.POSITIVE_INFINITY)?.transitions);

  /** @param exitChampion rung that exit probabilities are taken from; empty before the first. */
  constructor(shelf: NetworkShelf, exitChampion: () => string) {
    this.#shelf = shelf;
    this.#exits = new ExitCalibration(exitChampion);
    this.funnel = new FunnelView(shelf, this.#exits);
  }

  changed(partition: number, entity: string, value: Uint8Array | null): void {
    const cut = entity.indexOf("/");
    const kind = entity.slice(0, cut);
    const id = entity.slice(cut + 1);
    const part = this.#partition(partition);
    if (kind === "session") this.funnel.left(part.sessions.get(id));
    part.changed(kind, id, value);
    if (kind === "session") this.funnel.came(part.sessions.get(id));
    if (kind === "item") this.#ranks.changed(id);
  }

  progressed(partition: number, progress: Progress): void {
    this.#exits.progressed(partition, progress.status.globals);
  }

  reset(partition: number): void {
    const part = this.#partitions.get(partition);
    for (const session of part?.sessions.values() ?? []) this.funnel.left(session);
    for (const itemId of part?.chain.ids() ?? []) this.#ranks.changed(itemId);
    this.#partitions.delete(partition);
    this.#exits.reset(partition);
  }

  /** Whether a session is live. */
  has(sessionId: string): boolean {
    return this.#find(sessionId) !== undefined;
  }

  /** The likeliest next items of a live session, by `champion` where what it needs is at hand, else by the chain. */
  next(sessionId: string, champion: string, limit: number): NextItems | undefined {
    const found = this.#find(sessionId);
    if (found === undefined) return undefined;
    const { session, part } = found;
    const { states } = session;
    return {
      ...this.#items(session, part, champion, limit),
      ...this.#exit(session, part),
      state: states.length === 0 ? null : likeliestState(states),
      stateProbabilities: Array.from(states, (p) => Number(p.toPrecision(6))),
    };
  }

  /** What followed an item in all partitions, most frequent first. */
  page(itemId: string, transitions: number): PageStats | undefined {
    const parts = [...this.#partitions.values()].map(({ chain }) => chain.page(itemId));
    return mergePages(
      parts.filter((part): part is PageCounts => part !== undefined),
      transitions,
    );
  }

  /** The most visited pages of all partitions, most visits first. O(partitions · limit). */
  pages(limit: number, transitions: number): PageStats[] {
    const ids = new Set(
      [...this.#partitions.values()].flatMap(({ chain }) =>
        chain.top(undefined, limit).map(({ itemId }) => itemId),
      ),
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
    return [...this.#partitions.values()]
      .flatMap(({ sessions }) => [...sessions].map(([sessionId, session]) => ({ sessionId, ...session })))
      .sort((a, b) => b.lastTime - a.lastTime || (a.sessionId < b.sessionId ? -1 : 1))
      .slice(0, limit);
  }

  /** An item's PageRank in the click graph of all partitions, everything that was published counted. */
  pageRank(itemId: string): Promise<number> {
    return this.#ranks.rank(itemId);
  }

  /** Live sessions held. */
  get sessions(): number {
    let sum = 0;
    for (const { sessions } of this.#partitions.values()) sum += sessions.size;
    return sum;
  }

  #items(
    session: SessionAnswer,
    part: ClickPartition,
    champion: string,
    limit: number,
  ): Pick<NextItems, "rung" | "version" | "items"> {
    const net = session.weights === "" ? undefined : this.#shelf.network("next-item", session.weights);
    if (champion === "gru" && net instanceof NextItemNet) {
      const items = net
        .top(session.hidden, 0, limit)
        .map(({ itemId, probability }) => ({ itemId, score: probability }));
      return { rung: "gru", version: session.weights, items };
    }
    const items = part.top(session, champion, net, limit);
    if (items !== undefined) return { rung: champion, version: "", items };
    return { rung: "markov", version: "", items: part.chain.top(session.lastItem, limit) };
  }

  #exit(session: SessionAnswer, part: ClickPartition): Pick<NextItems, "exitProbability" | "exitRung"> {
    const { champion } = this.#exits;
    const model = this.#shelf.network("hidden-markov", session.statesVersion);
    const isModel = model !== undefined && "kind" in model && model.kind === "hidden-markov";
    if (champion === "hidden-markov" && isModel)
      return { exitRung: champion, exitProbability: exitProbabilityBy(model, session.states) };
    const page = champion === "rate" ? "" : session.lastItem;
    return {
      exitRung: champion === "rate" ? "rate" : "page",
      exitProbability: part.chain.exitProbability(page),
    };
  }

  #find(sessionId: string): { session: SessionAnswer; part: ClickPartition } | undefined {
    for (const part of this.#partitions.values()) {
      const session = part.sessions.get(sessionId);
      if (session !== undefined) return { session, part };
    }
    return undefined;
  }

  #partition(partition: number): ClickPartition {
    let part = this.#partitions.get(partition);
    if (part === undefined) {
      part = new ClickPartition();
      this.#partitions.set(partition, part);
    }
    return part;
  }
}
