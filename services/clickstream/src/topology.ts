import { hitAt, reciprocalRankAt, Scoreboard } from "@millrace/evaluation";
import type { ClickEvent, EventDecoder } from "@millrace/events";
import type {
  Answer,
  Emitter,
  Forget,
  Position,
  Processor,
  ProcessorStatus,
  Topology,
  Verdict,
  Weights,
} from "@millrace/pipeline";
import { MarkovChain } from "@millrace/sequences";
import { below, type Chunk, inSample, prefixed } from "@millrace/state";
import { SessionNetwork } from "./network.ts";
import { clickRow } from "./rows.ts";
import { encodeSession } from "./session-answer.ts";
import { HIDDEN_MAX, type SessionRow, Sessions } from "./sessions.ts";

/** Limits of the clickstream's models. */
export interface ClickSettings {
  readonly itemsMax: number;
  readonly sessionsMax: number;
  readonly sessionIdleMs: number;
}

/** Clicks → next item of the session: popularity, Markov chain and a GRU whose state each session carries. */
export const clickTopology = (
  decoder: EventDecoder<ClickEvent>,
  settings: ClickSettings,
): Topology<ClickEvent> => ({
  stream: "clicks",
  compacted: false,
  decode: decoder.decode,
  idOf: (click) => click.id,
  timeOf: (click) => click.time,
  open: () => new ClickProcessor(settings),
});

class ClickProcessor implements Processor<ClickEvent> {
  readonly #settings: ClickSettings;
  readonly #chain: MarkovChain;
  readonly #sessions: Sessions;
  readonly #network = new SessionNetwork();
  readonly #changed = new Set<string>();
  readonly #scores = new Scoreboard({
    stream: "clicks",
    ladder: ["popularity", "markov", "gru"],
    metrics: [
      { name: "mrrAt20", better: "higher" },
      { name: "recallAt20", better: "higher" },
    ],
  });

  constructor(settings: ClickSettings) {
    this.#settings = settings;
    this.#chain = new MarkovChain({ capacity: settings.itemsMax });
    this.#sessions = new Sessions(settings.sessionsMax);
  }

  absorb(click: ClickEvent, at: Position, emit: Emitter): Verdict {
    this.#endQuietSessions(at.appendedAt);
    let session = this.#sessions.find(click.sessionId);
    const age = session === undefined ? 0 : click.time - session.lastTime;
    if (age < -this.#settings.sessionIdleMs) return "late";
    if (session !== undefined && age > this.#settings.sessionIdleMs) {
      this.#end(click.sessionId, session);
      session = undefined;
    }
    emit.row(clickRow(click));
    if (click.action === "exit") {
      if (session !== undefined) this.#end(click.sessionId, session);
      return "applied";
    }
    const previous = session?.trail.at(-1);
    if (session !== undefined && previous !== undefined) this.#score(click, session, previous);
    this.#chain.learn(previous, click.itemId);
    if (session === undefined && this.#sessions.full) this.#endOldest();
    const row = this.#sessions.click(click.sessionId, click.itemId, click.time, at.appendedAt);
    this.#network.advance(this.#sessions, row, click.itemId);
    this.#changed.add(click.sessionId);
    return "applied";
  }

  /** Ends the person's sessions: trail, hidden state and answer go. The counts between items name nobody, and stay. */
  forget({ sessionIds }: Forget): void {
    for (const sessionId of sessionIds) {
      const session = this.#sessions.find(sessionId);
      if (session !== undefined) this.#end(sessionId, session);
    }
  }

  *drain(): Iterable<Answer> {
    const { changed, removed } = this.#chain.changedItems();
    for (const itemId of removed) yield { entity: `item/${itemId}`, value: null };
    for (const itemId of changed) {
      const value = this.#chain.transitionRow(itemId);
      if (value !== undefined) yield { entity: `item/${itemId}`, value };
    }
    for (const sessionId of this.#changed)
      yield this.#sessionAnswer(sessionId, this.#sessions.find(sessionId));
    this.#changed.clear();
  }

  *everything(): Iterable<Answer> {
    for (const [sessionId, row] of this.#sessions.all()) yield this.#sessionAnswer(sessionId, row);
  }

  status(): ProcessorStatus {
    const { version } = this.#network;
    return {
      sizes: { markov: this.#chain.size, sessions: this.#sessions.size },
      scores: [this.#scores.scores()],
      weights: version === "" ? {} : { "next-item": version },
      globals: { champion: this.#scores.champion() },
    };
  }

  adopt(weights: Weights): boolean {
    return this.#network.adopt(weights, this.#sessions);
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("markov", this.#chain.chunks());
    yield* prefixed("sessions", this.#sessions.chunks());
    yield* prefixed("weights", this.#network.chunks());
    yield* prefixed("scores", this.#scores.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#chain.restore(below("markov", chunks));
    this.#sessions.restore(below("sessions", chunks));
    this.#network.restore(below("weights", chunks));
    this.#scores.restore(below("scores", chunks));
  }

  /** Full ranking by every rung, repeats kept, on the same hash sample. */
  #score(click: ClickEvent, session: SessionRow, previous: string): void {
    if (!inSample(click.id, this.#network.sampleOneIn)) return;
    const values = (rank: number | undefined): number[] | undefined =>
      rank === undefined ? undefined : [reciprocalRankAt(rank, 20), hitAt(rank, 20)];
    this.#scores.record(click.time, [
      values(this.#chain.popularity.rank(click.itemId)),
      values(this.#chain.rank(previous, click.itemId)),
      values(this.#network.rank(this.#sessions, session, click.itemId)),
    ]);
  }

  #endQuietSessions(now: number): void {
    for (;;) {
      const oldest = this.#sessions.oldest();
      if (oldest === undefined || now - oldest.lastArrival <= this.#settings.sessionIdleMs) return;
      this.#end(oldest.sessionId, oldest.row);
    }
  }

  #endOldest(): void {
    const oldest = this.#sessions.oldest();
    if (oldest !== undefined) this.#end(oldest.sessionId, oldest.row);
  }

  #end(sessionId: string, row: SessionRow): void {
    const last = row.trail.at(-1);
    if (last !== undefined) this.#chain.exit(last, row.clicks);
    this.#sessions.end(sessionId);
    this.#changed.add(sessionId);
  }

  #sessionAnswer(sessionId: string, row: SessionRow | undefined): Answer {
    const entity = `session/${sessionId}`;
    if (row === undefined) return { entity, value: null };
    const { net, version } = this.#network;
    const start = row.slot * HIDDEN_MAX;
    const hidden =
      net === undefined ? new Float32Array(0) : this.#sessions.hidden.slice(start, start + net.hiddenSize);
    const { clicks, lastTime, trail } = row;
    return {
      entity,
      value: encodeSession({ clicks, lastTime, lastItem: trail.at(-1) ?? "", weights: version, hidden }),
    };
  }
}
