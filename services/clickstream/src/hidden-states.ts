import { decodeWeights, WeightsFormatError } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import { ForwardFilter, STATES_MAX } from "@millrace/sequences";
import { type Chunk, StateFormatError } from "@millrace/state";
import type { SessionRow, Sessions } from "./sessions.ts";

/** The hidden Markov model in use, which every session's distribution over states is carried through. Part of the state. */
export class SessionStates {
  #filter: ForwardFilter | undefined;
  #weights: Weights | undefined;
  #revision = 0;

  /** Version of the model; empty before the first. */
  get version(): string {
    return this.#weights?.version ?? "";
  }

  /** Hidden states of the model; 0 before the first. */
  get states(): number {
    return this.#filter?.model.states ?? 0;
  }

  /** Takes a model into use and follows all sessions anew through their last clicks. */
  adopt(weights: Weights, sessions: Sessions): boolean {
    if (!this.#use(weights)) return false;
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

  *chunks(): Iterable<Chunk> {
    const weights = this.#weights;
    if (weights === undefined) return;
    yield {
      name: `${weights.kind}/${weights.version}`,
      revision: this.#revision,
      bytes: () => weights.bytes,
    };
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    for (const [name, bytes] of chunks) {
      const cut = name.indexOf("/");
      const weights = { kind: name.slice(0, cut), version: name.slice(cut + 1), bytes, trainedUpTo: {} };
      try {
        if (this.#use(weights)) continue;
      } catch (cause) {
        if (!(cause instanceof WeightsFormatError)) throw cause;
        throw new StateFormatError(`hidden states ${weights.version} cannot be read`, { cause });
      }
      throw new StateFormatError(`hidden states ${weights.version} do not fit`);
    }
  }

  #use(weights: Weights): boolean {
    if (weights.kind !== "hidden-markov") return false;
    const { weights: decoded } = decodeWeights(weights.bytes);
    if (decoded.kind !== "hidden-markov" || decoded.states > STATES_MAX) return false;
    this.#filter = new ForwardFilter(decoded);
    this.#weights = weights;
    this.#revision++;
    return true;
  }

  #rebuild(sessions: Sessions, row: SessionRow): void {
    for (const [n, itemId] of row.trail.entries()) this.advance(sessions, row, itemId, n === 0);
  }
}
