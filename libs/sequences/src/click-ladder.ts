import type { LogLinearBlend } from "./blend.ts";
import { Candidates } from "./candidates.ts";
import { FEATURE_COLUMNS, FEATURES, groupsOf } from "./ladder-features.ts";
import { NeighbourScratch, neighbourVotes } from "./neighbours.ts";
import type { ScoredItem } from "./popularity.ts";
import { UNIT } from "./sequential-rules.ts";
import type { SessionIndex } from "./session-index.ts";
import { SparseScores } from "./sparse-scores.ts";
import type { Successors } from "./successors.ts";
import { counter, type TransitionView } from "./transition-view.ts";

/** What a session has done, as far as next items follow from it. */
export interface SessionTrail {
  /** Slots of its clicks, oldest first; −1 where an item has left. */
  readonly slots: readonly number[];
  /** Its row in the index of sessions; −1 where it has none. */
  readonly row: number;
}

/** A rung whose scores come from elsewhere, such as a network. */
export interface OutsideRung {
  /** Its likeliest items. */
  readonly top: readonly number[];
  /** Natural logarithm of the probability that it gives an item; undefined for one that it does not know. */
  logProbability(slot: number): number | undefined;
}

/** What the rungs are made of, wherever it is held: where it is learned or in a reader's copy. */
export interface LadderSources {
  readonly view: TransitionView;
  readonly rules: (slot: number) => Successors | undefined;
  readonly index: SessionIndex;
}

/** Rungs that this ladder computes itself. */
export const LADDER_RUNGS = ["popularity", "markov", "rules", "vsknn", "blend"] as const;
/** One of {@link LADDER_RUNGS}. */
export type LadderRung = (typeof LADDER_RUNGS)[number];

const WIDTH = FEATURES.length;
/** Candidates taken from popularity alone; also the rank up to which every rung's ranking is exact. */
const POPULAR = 100;
/** Weight of popularity in rules and neighbours, in observations. */
const BACK_OFF = 2;

/** A rung's scores with what they weigh against popularity. */
interface Filled {
  readonly column: number;
  /** Of candidates only. */
  readonly scores: SparseScores;
  /** Observations that a score of 1 stands for. */
  readonly scale: number;
  /** Observations in all. */
  readonly mass: number;
  /** Observations that popularity stands for. */
  readonly backOff: number;
}

/** Scores of any unit, taken as shares of `mass` observations. */
const shareOf = (column: number, scores: SparseScores, mass: number): Filled => {
  const scale = scores.total > 0 ? mass / scores.total : 0;
  return { column, scores, scale, mass, backOff: BACK_OFF };
};

/** ln n of small whole numbers, which most counts are: a third of the time of Math.log. */
const LOGARITHMS = Float64Array.from({ length: 4_096 }, (_, n) => Math.log(n));
const naturalLogarithm = (n: number): number => (n < LOGARITHMS.length ? (LOGARITHMS[n] ?? 0) : Math.log(n));

/**
 * Predicts the next item of a session by each rung: p(j) = (score(j) + κ p_j) / (Σ scores + κ), p_j the item's share of all
 * visits, and by the blend of them. Holds scratch only; one serves one thread. `predict` costs 30 to 150 µs: bounded by
 * the rows' lengths and by what the neighbours look at.
 */
export class ClickLadder {
  readonly #sources: LadderSources;
  readonly #blend: LogLinearBlend;
  readonly #candidates = new Candidates(WIDTH);
  readonly #steps = new SparseScores();
  readonly #rules = new SparseScores();
  readonly #votes = new SparseScores();
  readonly #followers = new SparseScores();
  readonly #scratch = new NeighbourScratch();
  #groups: readonly number[] = [];

  constructor(sources: LadderSources, blend: LogLinearBlend) {
    this.#sources = sources;
    this.#blend = blend;
  }

  /** Works out the features of all candidates; the other calls speak of these until the next one. */
  predict(trail: SessionTrail, outside?: OutsideRung): void {
    const { view, rules, index } = this.#sources;
    const { slots } = trail;
    const last = slots.at(-1) ?? -1;
    const departures = last < 0 ? 0 : counter(view, last, "departures");
    this.#read(this.#steps, last < 0 ? undefined : view.successors(last), 1);
    this.#read(this.#rules, last < 0 ? undefined : rules(last), UNIT);
    const scratch = this.#scratch;
    const voters = neighbourVotes(index, view, slots, trail.row, scratch, this.#votes, this.#followers);
    this.#gather(slots, outside);
    const { markov, rules: ruled, vsknn, followers } = FEATURE_COLUMNS;
    this.#fill([
      { column: markov, scores: this.#steps, scale: 1, mass: departures, backOff: view.backOff },
      { column: ruled, scores: this.#rules, scale: 1, mass: this.#rules.total, backOff: BACK_OFF },
      shareOf(vsknn, this.#votes, voters),
      shareOf(followers, this.#followers, Math.sqrt(voters)),
    ]);
    this.#fillOwn(slots, outside);
    this.#groups = groupsOf(slots.length, departures, outside !== undefined);
  }

  /** Place of an item among all by a rung, exact up to 100; Infinity beyond, and where it is unknown. */
  rank(rung: LadderRung, slot: number): number {
    const own = this.#candidates.place(slot);
    if (own < 0) return Number.POSITIVE_INFINITY;
    const { scores, stride, from } = this.#scoresOf(rung);
    const score = scores[own * stride + from] ?? 0;
    let rank = 1;
    for (let c = 0, at = from; c < this.#candidates.count; c++, at += stride) {
      const other = scores[at] ?? 0;
      if (other > score || (other === score && this.#candidates.slot(c) < slot)) rank++;
    }
    return rank > POPULAR ? Number.POSITIVE_INFINITY : rank;
  }

  /** The likeliest items by a rung with their probabilities, in the order that `rank` counts in. */
  top(rung: LadderRung, limit: number): ScoredItem[] {
    const candidates = this.#candidates;
    const { scores, stride, from } = this.#scoresOf(rung);
    const all = Array.from({ length: candidates.count }, (_, c) => ({
      slot: candidates.slot(c),
      score: scores[c * stride + from] ?? 0,
    })).sort((a, b) => b.score - a.score || a.slot - b.slot);
    const most = all[0]?.score ?? 0;
    const total = all.reduce((sum, { score }) => sum + Math.exp(score - most), 0);
    return all.slice(0, limit).map(({ slot, score }) => ({
      itemId: this.#sources.view.idOf(slot) ?? "",
      score: rung === "blend" ? Math.exp(score - most) / total : Math.exp(score),
    }));
  }

  /** Lets the blend learn which item came. Changes the blend. */
  learn(slot: number): void {
    const place = this.#candidates.place(slot);
    if (place >= 0) this.#blend.learn(this.#candidates, this.#groups, place);
  }

  #read(into: SparseScores, row: Successors | undefined, unit: number): void {
    const { serials } = this.#sources.view;
    into.clear();
    for (let i = 0; row !== undefined && i < row.size; i++) {
      const slot = row.slot(i, serials);
      if (slot >= 0) into.add(slot, row.count(i) / unit);
    }
  }

  /** Everything that any rung knows more of than its popularity, and the most popular items. */
  #gather(slots: readonly number[], outside: OutsideRung | undefined): void {
    const candidates = this.#candidates;
    candidates.clear();
    for (const scores of [this.#steps, this.#rules, this.#votes])
      for (let i = 0; i < scores.size; i++) candidates.add(scores.slot(i));
    for (const slot of slots) candidates.add(slot);
    for (let i = 0; i < POPULAR; i++) candidates.add(this.#sources.view.list.at(i));
    if (outside !== undefined) for (const slot of outside.top) candidates.add(slot);
  }

  /**
   * The log probabilities of every rung for every candidate: ln((scale·score + κ p) / (mass + κ)). Most candidates have no
   * score by most rungs: those get ln p + ln(κ / (mass + κ)), in one pass and without a logarithm, before the others.
   */
  #fill(rungs: readonly Filled[]): void {
    const { view } = this.#sources;
    const candidates = this.#candidates;
    const { features, count } = candidates;
    const floors = rungs.map(({ mass, backOff }) => Math.log(backOff / (mass + backOff)));
    const total = Math.log(view.total);
    for (let c = 0, at = 0; c < count; c++, at += WIDTH) {
      const share = naturalLogarithm(view.visits.data[candidates.slot(c)] ?? 0) - total;
      features[at + FEATURE_COLUMNS.popularity] = share;
      for (let r = 0; r < rungs.length; r++)
        features[at + (rungs[r]?.column ?? 0)] = share + (floors[r] ?? 0);
    }
    for (const { column, scores, scale, mass, backOff } of rungs) {
      const prior = backOff / view.total;
      const norm = 1 / (mass + backOff);
      for (let i = 0; i < scores.size; i++) {
        const slot = scores.slot(i);
        const score = scores.get(slot) * scale + prior * (view.visits.data[slot] ?? 0);
        features[candidates.place(slot) * WIDTH + column] = Math.log(score * norm);
      }
    }
  }

  #fillOwn(slots: readonly number[], outside: OutsideRung | undefined): void {
    const { outside: known, again, back, seen, unknown } = FEATURE_COLUMNS;
    const candidates = this.#candidates;
    const { features, count } = candidates;
    for (let c = 0, at = 0; c < count; c++, at += WIDTH) {
      const opinion = outside?.logProbability(candidates.slot(c));
      features[at + known] = opinion ?? 0;
      features[at + unknown] = outside !== undefined && opinion === undefined ? 1 : 0;
      features[at + again] = 0;
      features[at + back] = 0;
      features[at + seen] = 0;
    }
    const last = slots.at(-1);
    for (const slot of slots)
      if (slot >= 0 && slot !== last) features[candidates.place(slot) * WIDTH + seen] = 1;
    const before = slots.at(-2) ?? -1;
    if (before >= 0) features[candidates.place(before) * WIDTH + back] = 1;
    if (last !== undefined && last >= 0) features[candidates.place(last) * WIDTH + again] = 1;
  }

  #scoresOf(rung: LadderRung): { scores: Float64Array; stride: number; from: number } {
    if (rung === "blend")
      return { scores: this.#blend.logits(this.#candidates, this.#groups), stride: 1, from: 0 };
    return { scores: this.#candidates.features, stride: WIDTH, from: FEATURE_COLUMNS[rung] };
  }
}
