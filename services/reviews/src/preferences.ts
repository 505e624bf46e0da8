import { discountedGainAt, hitAt, Scoreboard, type Scores } from "@millrace/evaluation";
import {
  PreferenceModel,
  type PreferenceModelOptions,
  type PreferenceRanks,
  RankBlend,
} from "@millrace/factors";
import { tasteKinds } from "@millrace/neural";
import type { Weights } from "@millrace/pipeline";
import {
  ByteReader,
  ByteWriter,
  below,
  type Chunk,
  hash32,
  inSample,
  prefixed,
  requireChunk,
  type Stateful,
  type StateSize,
} from "@millrace/state";
import { TasteNetworks } from "./taste-networks.ts";

/** Every preference is ranked up to this many, then a hash sample: a full ranking costs much more than learning. */
const SCORE_ALL = 500;
/** Steps that ranking may cost on average for each preference; a step takes 1 to 3 ns. */
const STEPS_MAX = 2_000;
/** A preference of a neighbour is far away in memory. */
const STEPS_PER_NEIGHBOUR = 8;
/** Rankings before which no rung is concluded to lead. */
const JUDGED_MIN = 500;
/** Numbers that networks may read for each ranking on average. */
const NETWORK_STEPS = 200_000;
/** Rankings over which their cost is averaged. */
const COST_WINDOW = 32;

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

/** The blend comes first: it answers unless one of those that it is made of, or a network, has proved better. */
const ladder = ["blend", "popularity", "item-knn", "eals", ...tasteKinds] as const;
/** Place of a rung that is no blend among what is blended. */
const aloneAt: Readonly<Record<string, number>> = {
  eals: 0,
  boltzmann: 0,
  autoencoder: 0,
  "item-knn": 1,
  popularity: 3,
};

/** What a rung makes of factors, neighbouring items, trend and popularity. @param weights of the blend. */
export const sharesOf = (rung: string, weights: Float64Array): readonly number[] => {
  const alone = aloneAt[rung];
  const sum = weights.reduce((all, one) => all + one, 0);
  // In steps of a 64th: what is published changes seldom.
  return Array.from(weights, (one, s) =>
    alone === undefined ? Math.round((64 * one) / sum) / 64 : s === alone ? 1 : 0,
  );
};

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
  readonly #blend = new RankBlend();
  readonly #networks = new TasteNetworks();
  readonly #all = board("preferences", ladder);
  readonly #byHistory = histories.map(([name]) => board(`preferences/${name}`, ["blend", "popularity"]));
  /** Steps of a ranking, averaged over the last ones. */
  #steps = 0;

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
        const ranks = this.#ranks(userId, itemId);
        const values = scored(ranks, this.#askNetworks(userId, itemId, id, ranks.popularity));
        this.#all.record(time, values);
        this.#byHistory[histories.findIndex(([, most]) => history.length <= most)]?.record(time, [
          values[0],
          values[1],
        ]);
        if (ranks.slope !== undefined) this.#blend.learn(ranks.slope);
      }
    }
    this.model.learnTogether(userId, itemIds, weight, time);
  }

  /** As {@link sharesOf} tells it of the rung that answers, adding up to 1; undefined until that has been judged. */
  get shares(): readonly number[] | undefined {
    if (this.#all.events < JUDGED_MIN) return undefined;
    return sharesOf(this.#all.champion(), this.#blend.weights);
  }

  /** Versions of the networks in use by kind. */
  get versions(): Readonly<Record<string, string>> {
    return this.#networks.versions;
  }

  /** The network that answers in the place of the factors, as `kind/version`; "factors" where none leads. */
  get leading(): string {
    const champion = this.#all.champion();
    const version = this.#networks.versions[champion];
    return version === undefined ? "factors" : `${champion}/${version}`;
  }

  /** Takes a network into use. */
  adopt(weights: Weights): boolean {
    return this.#networks.adopt(weights);
  }

  get scores(): readonly Scores[] {
    return [this.#all, ...this.#byHistory].map((one) => one.scores());
  }

  get size(): StateSize {
    return this.model.size;
  }

  *chunks(): Iterable<Chunk> {
    yield* prefixed("model", this.model.chunks());
    yield {
      name: "pace",
      revision: this.#all.events,
      bytes: () => new ByteWriter().f64(this.#steps).finish(),
    };
    yield* prefixed("networks", this.#networks.chunks());
    yield* prefixed("blend", this.#blend.chunks());
    yield* prefixed("all", this.#all.chunks());
    for (const [n, one] of this.#byHistory.entries()) yield* prefixed(`history${n}`, one.chunks());
  }

  restore(chunks: ReadonlyMap<string, Uint8Array>): void {
    this.model.restore(below("model", chunks));
    this.#steps = new ByteReader(requireChunk(chunks, "pace")).f64();
    this.#networks.restore(below("networks", chunks));
    this.#blend.restore(below("blend", chunks));
    this.#all.restore(below("all", chunks));
    for (const [n, one] of this.#byHistory.entries()) one.restore(below(`history${n}`, chunks));
  }

  /** The same sample for all rungs; it depends on the event, on how many there were and on what they cost. */
  #isScored(id: string): boolean {
    return this.#all.events < SCORE_ALL || inSample(id, Math.ceil(this.#steps / STEPS_MAX));
  }

  /** Networks are asked about a sample of what is ranked, by what a question costs. */
  #askNetworks(userId: string, itemId: string, id: string, popularity: number): (number | undefined)[] {
    const { steps } = this.#networks;
    const oneIn = Math.max(1, Math.ceil(steps / NETWORK_STEPS));
    if (steps === 0 || hash32(id, 11) % oneIn !== 0) return [];
    const history = this.model.preferencesOf(userId).map((one) => one.itemId);
    return this.#networks.ranks(history, itemId, popularity);
  }

  /** Counts what it costs in steps, not in time, so that a replay draws the same sample. */
  #ranks(userId: string, itemId: string): PreferenceRanks {
    const { neighbours, items, settings } = this.model;
    const before = neighbours.steps;
    const ranks = this.model.ranks(userId, itemId, this.#blend);
    const steps = items * (settings.factors + 8) + (neighbours.steps - before) * STEPS_PER_NEIGHBOUR;
    this.#steps += (steps - this.#steps) / COST_WINDOW;
    return ranks;
  }
}

const scored = (
  { popularity, itemKnn, factors, blend }: PreferenceRanks,
  [machine, autoencoder]: readonly (number | undefined)[],
): (number[] | undefined)[] =>
  [blend, popularity, itemKnn, factors, machine, autoencoder].map((rank) =>
    rank === undefined ? undefined : [discountedGainAt(rank, 10), hitAt(rank, 10)],
  );
