import type { Answer } from "@millrace/pipeline";
import { type NextItemModels, STATES_MAX } from "@millrace/sequences";
import type { SessionStates } from "./hidden-states.ts";
import type { SessionNetwork } from "./network.ts";
import { encodeSession, TRAIL_PUBLISHED } from "./session-answer.ts";
import { HIDDEN_MAX, type SessionRow, type Sessions } from "./sessions.ts";

/**
 * Rows of rules, and of neighbouring sessions, that one publication carries; the rest waits for the next ones. Many
 * change with every click of a fast flow: then they go out once a second, each once, and all at once of a slow one.
 */
const ROWS = { heavy: 1_024, light: 32 } as const;

/** What is published of one partition's clicks: pages, rules, neighbours and live sessions that changed. */
export class ClickAnswers {
  readonly #models: NextItemModels;
  readonly #sessions: Sessions;
  readonly #network: SessionNetwork;
  readonly #states: SessionStates;
  readonly #changed = new Set<string>();
  readonly #forgotten = new Set<number>();
  #blendShown = 0;

  constructor(models: NextItemModels, sessions: Sessions, network: SessionNetwork, states: SessionStates) {
    this.#models = models;
    this.#sessions = sessions;
    this.#network = network;
    this.#states = states;
  }

  /** Notes that a session changed or ended. */
  changed(sessionId: string): void {
    this.#changed.add(sessionId);
  }

  /** Notes rows among the neighbours that were somebody's who is forgotten: they wait for nothing. */
  forgotten(rows: readonly number[]): void {
    for (const row of rows) this.#forgotten.add(row);
  }

  /** Whether rules or neighbours changed that were not told yet, for want of room or time. */
  get lags(): boolean {
    return this.#models.rules.changed.size > 0 || this.#models.index.changed.size > 0;
  }

  /**
   * What changed since the last call; of rules and neighbours a bounded number, those that waited longest first.
   * @param heavy whether it is time for many of these
   */
  *drain(heavy: boolean): Iterable<Answer> {
    const rows = heavy ? ROWS.heavy : ROWS.light;
    const { blend, chain, rules, index } = this.#models;
    const { changed, removed } = chain.changedItems();
    for (const itemId of removed) yield { entity: `item/${itemId}`, value: null };
    for (const itemId of changed) {
      const value = chain.transitionRow(itemId);
      if (value !== undefined) yield { entity: `item/${itemId}`, value };
    }
    for (const slot of rules.changed.take(rows)) {
      const value = rules.encodeRow(slot, chain.view.serials);
      if (value !== undefined) yield { entity: `rules/${slot}`, value, lags: true };
    }
    for (const row of new Set([...this.#forgotten, ...index.changed.take(rows)]))
      yield { entity: `neighbour/${row}`, value: index.encodeRow(row), lags: true };
    this.#forgotten.clear();
    if (blend.learned !== this.#blendShown) {
      this.#blendShown = blend.learned;
      yield { entity: "blend/weights", value: blend.encode() };
    }
    for (const sessionId of this.#changed) yield this.#session(sessionId, this.#sessions.find(sessionId));
    this.#changed.clear();
  }

  /** All live sessions. */
  *followingWeights(): Iterable<Answer> {
    for (const [sessionId, row] of this.#sessions.all()) yield this.#session(sessionId, row);
  }

  #session(sessionId: string, row: SessionRow | undefined): Answer {
    const entity = `session/${sessionId}`;
    if (row === undefined) return { entity, value: null };
    const { net, version } = this.#network;
    const hiddenFrom = row.slot * HIDDEN_MAX;
    const statesFrom = row.slot * STATES_MAX;
    const { clicks, lastTime, trail } = row;
    const { table } = this.#models.chain.popularity;
    const value = encodeSession({
      clicks,
      lastTime,
      lastItem: trail.at(-1) ?? "",
      trail: trail.slice(-TRAIL_PUBLISHED).map((itemId) => table.find(itemId)),
      row: row.place.row,
      weights: version,
      hidden: this.#sessions.hidden.slice(hiddenFrom, hiddenFrom + (net?.hiddenSize ?? 0)),
      statesVersion: this.#states.version,
      states: this.#sessions.states.slice(statesFrom, statesFrom + this.#states.states),
    });
    return { entity, value };
  }
}
