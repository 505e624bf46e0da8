import { below, type Chunk, hash32, prefixed, type Stateful, type StateSize } from "@millrace/state";
import type { LogLinearBlend } from "./blend.ts";
import { ClickLadder, type SessionTrail } from "./click-ladder.ts";
import { newBlend } from "./ladder-features.ts";
import { MarkovChain } from "./markov.ts";
import { RULE_STEPS, SequentialRules } from "./sequential-rules.ts";
import { SessionIndex } from "./session-index.ts";

/** Clicks of a session that predictions look back on. */
export const TRAIL_LOOKED_AT = 16;

/** Bounds of the models. */
export interface NextItemOptions {
  /** Most items held. */
  readonly items: number;
  /** Most sessions held as neighbours. @default 20000 */
  readonly neighbours?: number;
  /** Leaves sequential rules and neighbouring sessions out, about a third of what learning a click costs. @default false */
  readonly chainOnly?: boolean;
}

/** A session's place in the index of neighbours. */
export interface SessionPlace {
  readonly row: number;
  readonly start: number;
}

/** Of a session that is not indexed: no session of the index began then. */
const NOWHERE: SessionPlace = { row: 0, start: -1 };

/**
 * Everything that predicts next items by counting, over one set of slots: popularity, Markov chain, sequential rules,
 * recent sessions, and the blend of them. `ladder` predicts from it.
 */
export class NextItemModels implements Stateful {
  readonly chain: MarkovChain;
  readonly rules = new SequentialRules();
  readonly index: SessionIndex;
  readonly blend: LogLinearBlend = newBlend();
  readonly ladder: ClickLadder;
  /** Whether rules and neighbours are left out. */
  readonly chainOnly: boolean;

  constructor(options: NextItemOptions) {
    this.chainOnly = options.chainOnly ?? false;
    this.chain = new MarkovChain({
      capacity: options.items,
      leaves: (slot) => {
        this.rules.drop(slot);
        this.index.drop(slot);
      },
    });
    this.index = new SessionIndex(options.neighbours === undefined ? {} : { sessions: options.neighbours });
    this.ladder = new ClickLadder(
      { view: this.chain.view, rules: (slot) => this.rules.row(slot), index: this.index },
      this.blend,
    );
  }

  /** Clicks learned since the beginning of the log. */
  get clicks(): number {
    return this.index.clicks;
  }

  /** Sizes by model. */
  get sizes(): Readonly<Record<"markov" | "rules" | "vsknn" | "blend", StateSize>> {
    return {
      markov: this.chain.size,
      rules: this.rules.size,
      vsknn: this.index.size,
      blend: this.blend.size,
    };
  }

  /** Slots of a session's last clicks, for the ladder. @param items ids, oldest first; @param place where it is indexed. */
  trailOf(items: readonly string[], place: SessionPlace | undefined): SessionTrail {
    const { table } = this.chain.popularity;
    const from = Math.max(0, items.length - TRAIL_LOOKED_AT);
    const slots: number[] = [];
    for (let i = from; i < items.length; i++) slots.push(table.find(items[i] ?? ""));
    const isThere = place !== undefined && this.index.start(place.row) === place.start;
    return { slots, row: isThere ? place.row : -1 };
  }

  /**
   * Learns one click by all models but the blend. Changes state.
   * @param trail the session's clicks before it, oldest first.
   * @param place where the session is indexed; undefined for a new one.
   * @param sessionId by which the index can forget it. @default nothing, by which it cannot
   * @returns where it is indexed now.
   */
  learn(
    trail: readonly string[],
    item: string,
    place: SessionPlace | undefined,
    sessionId?: string,
  ): SessionPlace {
    const { chain, index } = this;
    const to = chain.learn(trail.at(-1), item);
    if (this.chainOnly) {
      index.learn(NOWHERE.row, NOWHERE.start, to, 0);
      return NOWHERE;
    }
    const { table } = chain.popularity;
    const from = Math.max(0, trail.length - RULE_STEPS);
    const slots: number[] = [];
    for (let i = from; i < trail.length; i++) slots.push(table.find(trail[i] ?? ""));
    this.rules.learn(slots, to, chain.view.serials, table.evictions > 0);
    let now = place;
    if (now === undefined || index.start(now.row) !== now.start) {
      const row = index.begin(sessionId === undefined ? 0 : ownerOf(sessionId));
      now = { row, start: index.start(row) };
    }
    index.learn(now.row, now.start, to, chain.view.serials.data[to] ?? 0);
    return now;
  }

  /**
   * Forgets what is held of a session, live or over; the counts between items name nobody, and stay. Changes state.
   * @returns the rows that it had among the neighbours.
   */
  forget(sessionId: string): readonly number[] {
    return this.index.forget(ownerOf(sessionId));
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("markov", this.chain.chunks());
    yield* prefixed("rules", this.rules.chunks());
    yield* prefixed("vsknn", this.index.chunks());
    yield* prefixed("blend", this.blend.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.chain.restore(below("markov", chunks));
    this.rules.restore(below("rules", chunks));
    this.index.restore(below("vsknn", chunks));
    this.blend.restore(below("blend", chunks));
  }
}

/** A session's mark among its neighbours: 32 bits of a hash of its id, never 0. */
const ownerOf = (sessionId: string): number => hash32(sessionId, 3) | 0 || 1;
