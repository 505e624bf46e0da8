import { discountedGainAt, hitAt, Scoreboard, type Scores } from "@millrace/evaluation";
import { PreferenceModel, type PreferenceModelOptions, type PreferenceRanks } from "@millrace/factors";
import {
  below,
  type Chunk,
  hash32,
  inSample,
  prefixed,
  type Stateful,
  type StateSize,
} from "@millrace/state";

/** Every preference is ranked up to this many, then a hash sample: a full ranking costs much more than learning. */
const SCORE_ALL = 500;
/** Steps that ranking may cost on average for each preference. */
const STEPS_MAX = 8_000;
/** Steps of a ranking by neighbours, at most: 32 x 96 x 64. */
const NEIGHBOUR_STEPS = 200_000;

/** Preferences that a user had before, as the scoreboards tell them apart. */
const histories = [
  ["0", 0],
  ["1", 1],
  ["2-5", 5],
  ["6-20", 20],
  ["21+", Number.POSITIVE_INFINITY],
] as const;

/** What a user did with some items at once. */
export interface Touches {
  readonly userId: string;
  /** At least one. */
  readonly itemIds: readonly string[];
  /** How much it says of each. */
  readonly weight: number;
  /** Event time, ms since 1970. */
  readonly time: number;
}

const ladder = ["popularity", "item-knn", "eals", "blend"] as const;

const board = (stream: string, rungs: readonly string[]): Scoreboard =>
  new Scoreboard({
    stream,
    ladder: rungs,
    metrics: [
      { name: "ndcgAt10", better: "higher" },
      { name: "recallAt10", better: "higher" },
    ],
  });

/**
 * Preferences, predicted before they are learned: where the item that a user turned to stood among all items that the user
 * had not touched (no sampled negatives), by each rung, over all users and by how much was known of the user.
 */
export class Preferences implements Stateful {
  readonly model: PreferenceModel;
  readonly #all = board("preferences", ladder);
  readonly #byHistory = histories.map(([name]) => board(`preferences/${name}`, ["popularity", "blend"]));

  constructor(options: PreferenceModelOptions) {
    this.model = new PreferenceModel(options);
  }

  /**
   * Predicts, scores and learns what a user did with some items at once. Of several, one is predicted, chosen by the event's
   * id; what the user touched before is learned but no prediction. @param id names the event.
   */
  absorb({ userId, itemIds, weight, time }: Touches, id: string): void {
    const itemId = itemIds[hash32(id, 3) % itemIds.length];
    if (itemId !== undefined && this.#isScored(id)) {
      const history = this.model.historyOf(userId);
      if (!this.model.knows(userId, itemId)) {
        const values = scored(this.model.ranks(userId, itemId));
        this.#all.record(time, values);
        this.#byHistory[histories.findIndex(([, most]) => history.length <= most)]?.record(time, [
          values[0],
          values.at(-1),
        ]);
      }
    }
    this.model.learnTogether(userId, itemIds, weight, time);
  }

  get scores(): readonly Scores[] {
    return [this.#all, ...this.#byHistory].map((one) => one.scores());
  }

  get size(): StateSize {
    return this.model.size;
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("model", this.model.chunks());
    yield* prefixed("all", this.#all.chunks());
    for (const [n, one] of this.#byHistory.entries()) yield* prefixed(`history${n}`, one.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.model.restore(below("model", chunks));
    this.#all.restore(below("all", chunks));
    for (const [n, one] of this.#byHistory.entries()) one.restore(below(`history${n}`, chunks));
  }

  /** The same sample for all rungs; it depends on the event and on how many there were. */
  #isScored(id: string): boolean {
    if (this.#all.events < SCORE_ALL) return true;
    const steps = this.model.items * (this.model.settings.factors + 8) + NEIGHBOUR_STEPS;
    return inSample(id, Math.ceil(steps / STEPS_MAX));
  }
}

const scored = (ranks: PreferenceRanks): number[][] =>
  [ranks.popularity, ranks.itemKnn, ranks.factors, ranks.blend].map((rank) => [
    discountedGainAt(rank, 10),
    hitAt(rank, 10),
  ]);
