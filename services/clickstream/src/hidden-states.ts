import type { Weights } from "@millrace/pipeline";
import { ForwardFilter, STATES_MAX } from "@millrace/sequences";
import type { Chunk } from "@millrace/state";
import { HeldWeights } from "./held-weights.ts";
import type { SessionRow, Sessions } from "./sessions.ts";

/** The hidden Markov model in use, which every session's distribution over states is carried through. Part of the state. */
export class SessionStates {
  #filter: ForwardFilter | undefined;
  readonly #weights = new HeldWeights("hidden-markov", (decoded) => {
    if (decoded.states > STATES_MAX) return false;
    this.#filter = new ForwardFilter(decoded);
    return true;
  });

  /** Version of the model; empty before the first. */
  get version(): string {
    return this.#weights.version;
  }

  /** Hidden states of the model; 0 before the first. */
  get states(): number {
    return this.#filter?.model.states ?? 0;
  }

  /** Takes a model into use and follows all sessions anew through their last clicks. */
  adopt(weights: Weights, sessions: Sessions): boolean {
    if (!this.#weights.use(weights)) return false;
    for (const [, row] of sessions.all()) this.#rebuild(sessions, row);
    return true;
  }

  /** Takes a click into its session's distribution. */
  advance(sessions: Sessions, row: SessionRow, itemId: string, isFirst: boolean): void {
    const filter = this.#filter;
    if (filter === undefined) return;
    filter.step(sessions.states, row.slot * STATES_MAX, filter.indexOf(itemId), isFirst);
    sessions.markHidden(row.slot);
  }

  /** Probability that the session ends with its last click; undefined without a model. */
  exitProbability(sessions: Sessions, row: SessionRow): number | undefined {
    return this.#filter?.exitProbability(sessions.states, row.slot * STATES_MAX);
  }

  chunks(): Iterable<Chunk> {
    return this.#weights.chunks();
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.#weights.restore(chunks);
  }

  #rebuild(sessions: Sessions, row: SessionRow): void {
    for (const [n, itemId] of row.trail.entries()) this.advance(sessions, row, itemId, n === 0);
  }
}
