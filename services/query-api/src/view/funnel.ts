import type { HiddenMarkovWeights, TrainingCard } from "@millrace/neural";
import { type Funnel, funnelOf, likeliestState } from "@millrace/sequences";
import type { SessionAnswer } from "@millrace/service-clickstream";
import type { Calibration, ExitCalibration } from "./exits.ts";
import type { NetworkShelf } from "./networks.ts";

/** Items named per state. */
const ITEMS_SHOWN = 10;

/** The funnel as the newest hidden Markov model in use tells it, with the sessions that are in it now. */
export interface LiveFunnel extends Funnel {
  readonly version: string;
  readonly card: TrainingCard | undefined;
  /** Live sessions by their likeliest state. */
  readonly liveSessions: readonly number[];
}

/** Hidden states of all live sessions, counted. */
export class FunnelView {
  readonly #shelf: NetworkShelf;
  readonly #exits: ExitCalibration;
  readonly #live = new Map<string, number[]>();
  #told: { readonly version: string; readonly funnel: Funnel } | undefined;

  constructor(shelf: NetworkShelf, exits: ExitCalibration) {
    this.#shelf = shelf;
    this.#exits = exits;
  }

  /** How well exit probabilities hold. */
  get calibration(): Calibration {
    return this.#exits.calibration;
  }

  /** Counts a live session in. */
  came(session: SessionAnswer | undefined): void {
    this.#count(session, 1);
  }

  /** Counts a session out. */
  left(session: SessionAnswer | undefined): void {
    this.#count(session, -1);
  }

  /** The funnel; undefined before the first model is in use. */
  get current(): LiveFunnel | undefined {
    const newest = this.#shelf.newest("hidden-markov");
    if (newest === undefined || !("kind" in newest.net)) return undefined;
    const { version, net: model } = newest;
    const { funnel } = this.#tell(version, model);
    const live = this.#live.get(version) ?? [];
    return {
      ...funnel,
      version,
      card: this.#shelf.card("hidden-markov", version),
      liveSessions: funnel.states.map((_, state) => live[state] ?? 0),
    };
  }

  #tell(version: string, model: HiddenMarkovWeights): { readonly funnel: Funnel } {
    if (this.#told?.version !== version) this.#told = { version, funnel: funnelOf(model, ITEMS_SHOWN) };
    return this.#told;
  }

  #count(session: SessionAnswer | undefined, by: number): void {
    if (session === undefined || session.states.length === 0) return;
    const counts = this.#live.get(session.statesVersion) ?? [];
    const state = likeliestState(session.states);
    counts[state] = (counts[state] ?? 0) + by;
    if (counts.every((count) => !(count > 0))) this.#live.delete(session.statesVersion);
    else this.#live.set(session.statesVersion, counts);
  }
}
