import { hitAt, reciprocalRankAt } from "@millrace/evaluation";
import type { NextItemNet } from "@millrace/neural";
import { NextItemModels, type SessionPlace, type SessionTrail } from "@millrace/sequences";
import { NetworkRung } from "./network-rung.ts";
import { clickLadder } from "./next-scores.ts";

/** One click of a file. */
export interface OfflineClick {
  readonly sessionId: string;
  readonly itemId: string;
  /** ms since 1970. */
  readonly time: number;
}

/** How one rung did. */
export interface OfflineFigures {
  readonly rung: string;
  /** Clicks foretold, the same for all rungs. */
  readonly clicks: number;
  readonly recallAt20: number;
  readonly mrrAt20: number;
}

interface OfflineSession {
  readonly items: string[];
  place: SessionPlace | undefined;
  hidden: Float32Array;
}

const DEPTH = 20;
/** Clicks of a session that are remembered. */
const TRAIL = 32;

/**
 * The clickstream's ladder over files: the same rungs as the service runs, session by session id, clicks in order of
 * time. `fit` lets every rung learn, the blend by predicting each click before it is learned; `judge` ranks all items
 * for every click of a session but its first, repeated clicks kept.
 */
export class OfflineLadder {
  readonly #models: NextItemModels;
  readonly #sessions = new Map<string, OfflineSession>();
  #net: { readonly net: NextItemNet; readonly rung: NetworkRung } | undefined;

  constructor(itemsMax: number, neighboursMax: number) {
    this.#models = new NextItemModels({ items: itemsMax, neighbours: neighboursMax });
  }

  /** Takes a network into use; sessions that are under way are followed anew. */
  use(net: NextItemNet): void {
    const { chain } = this.#models;
    const slotOf = (itemId: string): number => chain.popularity.table.find(itemId);
    this.#net = { net, rung: new NetworkRung(net, { view: chain.view, slotOf }) };
    for (const session of this.#sessions.values()) {
      session.hidden = new Float32Array(net.hiddenSize);
      for (const itemId of session.items) net.advance(session.hidden, 0, net.indexOf(itemId));
    }
  }

  /** Learns clicks. Changes all models. @param blendOneIn one click in so many is foretold and taught to the blend. */
  fit(clicks: Iterable<OfflineClick>, blendOneIn = 1): void {
    let n = 0;
    for (const click of clicks) {
      const session = this.#session(click.sessionId);
      if (session.items.length > 0 && n++ % blendOneIn === 0) {
        this.#predict(session);
        this.#models.ladder.learn(this.#slotOf(click.itemId));
      }
      this.#learn(session, click.itemId);
    }
  }

  /** Foretells clicks. @param learns whether each is learned after it was foretold; else models stay as they are. */
  judge(clicks: Iterable<OfflineClick>, learns: boolean): readonly OfflineFigures[] {
    const sums = clickLadder.map(() => ({ recall: 0, reciprocal: 0 }));
    let judged = 0;
    for (const { sessionId, itemId } of clicks) {
      const session = this.#session(sessionId);
      if (session.items.length > 0) {
        judged++;
        const slot = this.#slotOf(itemId);
        this.#predict(session);
        for (const [at, rung] of clickLadder.entries()) {
          const rank =
            rung === "gru"
              ? (this.#net?.rung.rank(itemId) ?? Number.POSITIVE_INFINITY)
              : this.#models.ladder.rank(rung, slot);
          const sum = sums[at];
          if (sum === undefined) continue;
          sum.recall += hitAt(rank, DEPTH);
          sum.reciprocal += reciprocalRankAt(rank, DEPTH);
        }
        if (learns) this.#models.ladder.learn(slot);
      }
      if (learns) this.#learn(session, itemId);
      else this.#follow(session, itemId);
    }
    return clickLadder.flatMap((rung, at): OfflineFigures[] => {
      const { recall = 0, reciprocal = 0 } = sums[at] ?? {};
      if (rung === "gru" && this.#net === undefined) return [];
      const per = Math.max(1, judged);
      return [{ rung, clicks: judged, recallAt20: recall / per, mrrAt20: reciprocal / per }];
    });
  }

  #predict(session: OfflineSession): void {
    const { ladder } = this.#models;
    ladder.predict(this.#trail(session), this.#net?.rung.opinion(session.hidden, 0));
  }

  #trail(session: OfflineSession): SessionTrail {
    return this.#models.trailOf(session.items, session.place);
  }

  #learn(session: OfflineSession, itemId: string): void {
    session.place = this.#models.learn(session.items, itemId, session.place);
    this.#follow(session, itemId);
  }

  #follow(session: OfflineSession, itemId: string): void {
    const network = this.#net;
    network?.net.advance(session.hidden, 0, network.rung.inputIndex(itemId, session.items));
    session.items.push(itemId);
    if (session.items.length > TRAIL) session.items.shift();
  }

  #slotOf(itemId: string): number {
    return this.#models.chain.popularity.table.find(itemId);
  }

  #session(sessionId: string): OfflineSession {
    const known = this.#sessions.get(sessionId);
    if (known !== undefined) return known;
    const hidden = new Float32Array(this.#net?.net.hiddenSize ?? 0);
    const session: OfflineSession = { items: [], place: undefined, hidden };
    this.#sessions.set(sessionId, session);
    return session;
  }
}
