import type { ClickEvent, EventDecoder } from "@millrace/events";
import {
  type Answer,
  type Emitter,
  type Forget,
  Forwarded,
  type Position,
  type Processor,
  type ProcessorStatus,
  type RecommenderOf,
  type Topology,
  type Verdict,
  type Weights,
} from "@millrace/pipeline";
import { NextItemModels } from "@millrace/sequences";
import { below, type Chunk, prefixed } from "@millrace/state";
import { ClickAnswers } from "./answers.ts";
import { ExitScores } from "./exit-scores.ts";
import { SessionStates } from "./hidden-states.ts";
import { forgottenOf, toldOf } from "./interactions.ts";
import { SessionNetwork } from "./network.ts";
import { nextItemScores, scoreNext } from "./next-scores.ts";
import { clickRow } from "./rows.ts";
import { type SessionRow, Sessions } from "./sessions.ts";
import { type ClickSettings, clickDefaults } from "./settings.ts";
import { SharedNetworks } from "./shared-networks.ts";
import { StreamClock } from "./stream-clock.ts";

/**
 * Clicks → next item of the session: popularity, Markov chain, sequential rules, neighbouring sessions, a GRU and a hidden
 * Markov model whose states each session carries, and a learned blend.
 */
export const clickTopology = (
  decoder: EventDecoder<ClickEvent>,
  settings: ClickSettings,
  recommenderOf?: RecommenderOf,
): Topology<ClickEvent> => {
  const networks = new SharedNetworks();
  return {
    stream: "clicks",
    compacted: false,
    decode: decoder.decode,
    idOf: (click) => click.id,
    timeOf: (click) => click.time,
    open: () => new ClickProcessor({ ...clickDefaults, ...settings }, networks, recommenderOf),
  };
};

class ClickProcessor implements Processor<ClickEvent> {
  readonly #settings: Required<ClickSettings>;
  readonly #models: NextItemModels;
  readonly #sessions: Sessions;
  readonly #network: SessionNetwork;
  readonly #states = new SessionStates();
  readonly #clock = new StreamClock();
  readonly #answers: ClickAnswers;
  readonly #scores = nextItemScores();
  readonly #exits = new ExitScores();
  /** The last offset that the recommender hears of. */
  readonly #forwarded: Forwarded;

  constructor(settings: Required<ClickSettings>, networks: SharedNetworks, recommenderOf: RecommenderOf) {
    this.#forwarded = new Forwarded("clicks", recommenderOf);
    this.#settings = settings;
    this.#models = new NextItemModels({
      items: settings.itemsMax,
      neighbours: settings.neighboursMax,
      chainOnly: settings.rungs === "chain",
    });
    this.#sessions = new Sessions(settings.sessionsMax);
    const { chain } = this.#models;
    const slotOf = (itemId: string): number => chain.popularity.table.find(itemId);
    this.#network = new SessionNetwork({ view: chain.view, slotOf }, networks);
    this.#answers = new ClickAnswers(this.#models, this.#sessions, this.#network, this.#states);
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
    if (session !== undefined && click.action !== "exit" && !this.#allows(session, click.time))
      return "throttled";
    this.#clock.tick(click.time);
    emit.row(clickRow(click));
    this.#forward(click, at, emit);
    if (click.action === "exit") {
      if (session !== undefined) this.#end(click.sessionId, session);
      return "applied";
    }
    if (session !== undefined) this.#score(click, session);
    this.#learn(click, session, at.appendedAt);
    return "applied";
  }

  /**
   * Ends the person's sessions: trail, hidden state, answer and, of those long over too, the row among the neighbours
   * go. The counts between items name nobody, and stay.
   */
  forget({ userId, sessionIds }: Forget, at: Position, emit: Emitter): void {
    emit.forward(forgottenOf(userId, at));
    this.#forwarded.pass(userId, at.offset);
    for (const sessionId of sessionIds) {
      const session = this.#sessions.find(sessionId);
      if (session !== undefined) this.#end(sessionId, session);
      this.#answers.forgotten(this.#models.forget(sessionId));
    }
  }

  drain(heavy = true): Iterable<Answer> {
    return this.#answers.drain(heavy);
  }

  get lags(): boolean {
    return this.#answers.lags;
  }

  followingWeights(): Iterable<Answer> {
    return this.#answers.followingWeights();
  }

  status(): ProcessorStatus {
    const [next, states] = [this.#network.version, this.#states.version];
    return {
      sizes: { ...this.#models.sizes, sessions: this.#sessions.size },
      weights: {
        ...(next === "" ? {} : { "next-item": next }),
        ...(states === "" ? {} : { "hidden-markov": states }),
      },
      globals: {
        champion: this.#scores.champion(),
        exitCalibration: this.#exits.calibration,
        blend: this.#models.blend.plainWeights,
        forwarded: this.#forwarded.told,
      },
    };
  }

  scores(): readonly object[] {
    return [this.#scores.scores(), this.#exits.scores];
  }

  adopt(weights: Weights): boolean {
    const network = weights.kind === "hidden-markov" ? this.#states : this.#network;
    return network.adopt(weights, this.#sessions);
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("models", this.#models.chunks());
    yield* prefixed("sessions", this.#sessions.chunks());
    yield* prefixed("weights", this.#network.chunks());
    yield* prefixed("states", this.#states.chunks());
    yield* prefixed("clock", this.#clock.chunks());
    yield* prefixed("scores", this.#scores.chunks());
    yield* prefixed("exits", this.#exits.chunks());
    yield* prefixed("forwarded", this.#forwarded.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#models.restore(below("models", chunks));
    this.#sessions.restore(below("sessions", chunks));
    this.#network.restore(below("weights", chunks));
    this.#states.restore(below("states", chunks));
    this.#clock.restore(below("clock", chunks));
    this.#scores.restore(below("scores", chunks));
    this.#exits.restore(below("exits", chunks));
    this.#forwarded.restore(below("forwarded", chunks));
  }

  /** Tells the recommender what a known user did, or what one of our answers led to. */
  #forward(click: ClickEvent, at: Position, emit: Emitter): void {
    const told = toldOf(click, at);
    if (told === undefined) return;
    emit.forward(told);
    this.#forwarded.pass(told.key, at.offset);
  }

  #allows(session: SessionRow, time: number): boolean {
    return this.#sessions.allow(session.slot, time, this.#settings.clicksPerMinuteMax);
  }

  #score(click: ClickEvent, session: SessionRow): void {
    this.#scoreExit(session, click.time, false);
    scoreNext(click, session, {
      scores: this.#scores,
      models: this.#models,
      network: this.#network,
      sessions: this.#sessions,
      scoringUsMax: this.#settings.scoringUsMax,
    });
  }

  #learn({ sessionId, itemId, time }: ClickEvent, session: SessionRow | undefined, arrival: number): void {
    const isNew = session === undefined;
    const place = this.#models.learn(session?.trail ?? [], itemId, session?.place, sessionId);
    if (isNew && this.#sessions.full) this.#endOldest();
    const row = this.#sessions.click(sessionId, itemId, time, arrival);
    this.#sessions.put(row.slot, place);
    if (isNew) this.#allows(row, time);
    this.#network.advance(this.#sessions, row, itemId, row.trail);
    this.#states.advance(this.#sessions, row, itemId, isNew);
    this.#answers.changed(sessionId);
  }

  /** Whether the session ended after its last click, beside what was thought of it. */
  #scoreExit(session: SessionRow, time: number, hasEnded: boolean): void {
    const { chain } = this.#models;
    const last = session.trail.at(-1) ?? "";
    const { total, totalExits } = chain.view;
    const rate = total === 0 ? undefined : totalExits / total;
    const states = this.#states.exitProbability(this.#sessions, session);
    this.#exits.record(time, [rate, chain.exitProbability(last), states], hasEnded);
  }

  /** A session is over when nothing came from it for long, or when the stream's own clock has left it behind. */
  #endQuietSessions(arrival: number): void {
    const { sessionIdleMs } = this.#settings;
    for (;;) {
      const oldest = this.#sessions.oldest();
      if (oldest === undefined) return;
      const ahead = oldest.row.lastTime - this.#clock.now;
      if (arrival - oldest.lastArrival > sessionIdleMs || ahead < -sessionIdleMs) {
        this.#end(oldest.sessionId, oldest.row);
        continue;
      }
      // One from a clock that runs ahead must not keep those behind it from ending.
      if (ahead > sessionIdleMs && Number.isFinite(ahead)) this.#sessions.postpone(oldest.row.slot);
      return;
    }
  }

  #endOldest(): void {
    const oldest = this.#sessions.oldest();
    if (oldest !== undefined) this.#end(oldest.sessionId, oldest.row);
  }

  #end(sessionId: string, row: SessionRow): void {
    const last = row.trail.at(-1);
    if (last !== undefined) {
      this.#scoreExit(row, row.lastTime, true);
      this.#models.chain.exit(last, row.clicks);
    }
    this.#sessions.end(sessionId);
    this.#answers.changed(sessionId);
  }
}
