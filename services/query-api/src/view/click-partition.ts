import { NextItemNet } from "@millrace/neural";
import {
  ClickLadder,
  LADDER_RUNGS,
  type LadderRung,
  newBlend,
  RuleReplica,
  type ScoredItem,
  SessionIndex,
  TransitionReplica,
} from "@millrace/sequences";
import { decodeSession, NetworkRung, type SessionAnswer } from "@millrace/service-clickstream";

/** Rungs that need more than the chain. */
const isLadderRung = (rung: string): rung is LadderRung => (LADDER_RUNGS as readonly string[]).includes(rung);

/** One partition's clicks as its service published them: the page graph, rules, neighbours, live sessions. */
export class ClickPartition {
  readonly chain = new TransitionReplica();
  readonly sessions = new Map<string, SessionAnswer>();
  readonly #rules = new RuleReplica();
  readonly #index = new SessionIndex({ sessions: Number.MAX_SAFE_INTEGER });
  readonly #blend = newBlend();
  #rung: { readonly net: NextItemNet; readonly rung: NetworkRung } | undefined;
  readonly #ladder = new ClickLadder(
    {
      view: this.chain.view,
      rules: (slot) => this.#rules.row(slot, this.chain.view.serials),
      index: this.#index,
    },
    this.#blend,
  );

  /** Takes in an entity's new value; null says that it is gone. */
  changed(kind: string, id: string, value: Uint8Array | null): void {
    switch (kind) {
      case "item":
        if (value === null) this.chain.remove(id);
        else this.chain.apply(value);
        return;
      case "session":
        if (value === null) this.sessions.delete(id);
        else this.sessions.set(id, decodeSession(value));
        return;
      case "rules":
        if (value !== null) this.#rules.apply(value);
        return;
      case "neighbour":
        if (value !== null) this.#index.apply(value);
        return;
      case "blend":
        if (value !== null) this.#blend.decode(value);
        return;
    }
  }

  /** The likeliest next items by one rung of those that are counted here; undefined for any other rung. */
  top(session: SessionAnswer, rung: string, net: unknown, limit: number): readonly ScoredItem[] | undefined {
    if (rung === "popularity") return this.chain.top(undefined, limit);
    if (rung === "markov") return this.chain.top(session.lastItem, limit);
    if (!isLadderRung(rung)) return undefined;
    const outside = net instanceof NextItemNet ? this.#rungOf(net).opinion(session.hidden, 0) : undefined;
    this.#ladder.predict({ slots: session.trail, row: session.row }, outside);
    return this.#ladder.top(rung, limit);
  }

  /** Kept until another network answers: it knows which index each slot has. */
  #rungOf(net: NextItemNet): NetworkRung {
    if (this.#rung?.net === net) return this.#rung.rung;
    const rung = new NetworkRung(net, {
      view: this.chain.view,
      slotOf: (itemId) => this.chain.slotOf(itemId),
    });
    this.#rung = { net, rung };
    return rung;
  }
}
