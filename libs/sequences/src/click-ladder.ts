import { LogLinearBlend } from "./blend.ts";
import { Candidates } from "./candidates.ts";
import { NeighbourScratch, neighbourVotes } from "./neighbours.ts";
import type { ScoredItem } from "./popularity.ts";
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

/** Rungs that this ladder computes itself, in the order of the features. */
export const LADDER_RUNGS = ["popularity", "markov", "rules", "vsknn", "blend"] as const;
/** One of {@link LADDER_RUNGS}. */
export type LadderRung = (typeof LADDER_RUNGS)[number];

const FEATURES = [
  "popularity",
  "markov",
  "rules",
  "vsknn",
  "outside",
  "again",
  "back",
  "seen",
  "unknown",
  "followers",
] as const;
const WIDTH = FEATURES.length;
const [POPULARITY, MARKOV, RULES, VSKNN, OUTSIDE, AGAIN, BACK, SEEN, UNKNOWN, FOLLOWERS] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
];
const PRIOR = [0, 0.3, 0.2, 0.3, 0, 0, 0, 0, 0, 0.2];
/** Candidates taken from popularity alone; also the rank up to which every rung's ranking is exact. */
const POPULAR = 100;
/** Weight of popularity in rules and neighbours, in observations. */
const BACK_OFF = 2;
const LENGTH_GROUPS = 4;
const KNOWN_GROUPS = 4;

const lengthGroup = (clicks: number): number => (clicks <= 1 ? 0 : clicks === 2 ? 1 : clicks <= 5 ? 2 : 3);
const knownGroup = (departures: number): number =>
  departures < 3 ? 0 : departures < 20 ? 1 : departures < 200 ? 2 : 3;

/** A new blend of the ladder's features. */
export const newBlend = (): LogLinearBlend => new LogLinearBlend(PRIOR, LENGTH_GROUPS + KNOWN_GROUPS + 1);

/** Predicts the next item of a session by each rung. Holds scratch only; one serves one thread. */
export class ClickLadder {
  readonly #sources: LadderSources;
  readonly #blend: LogLinearBlend;
  readonly #candidates = new Candidates(WIDTH);
  readonly #votes = new SparseScores();
  readonly #rules = new SparseScores();
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
    const candidates = this.#candidates;
    candidates.clear();
    const last = slots.at(-1) ?? -1;
    const votes = this.#votes;
    const voters = neighbourVotes(index, view, slots, trail.row, this.#scratch, votes, this.#followers);
    const steps = last < 0 ? undefined : view.successors(last);
    for (let i = 0; steps !== undefined && i < steps.size; i++) candidates.add(steps.slot(i, view.serials));
    const ruled = this.#rules;
    ruled.clear();
    const row = last < 0 ? undefined : rules(last);
    for (let i = 0; row !== undefined && i < row.size; i++) {
      const slot = row.slot(i, view.serials);
      if (slot < 0) continue;
      candidates.add(slot);
      ruled.add(slot, row.count(i) / 840);
    }
    for (let i = 0; i < votes.size; i++) candidates.add(votes.slot(i));
    for (const slot of slots) candidates.add(slot);
    for (let i = 0; i < POPULAR; i++) candidates.add(view.list.at(i));
    if (outside !== undefined) for (const slot of outside.top) candidates.add(slot);
    const departures = last < 0 ? 0 : counter(view, last, "departures");
    const { features } = candidates;
    const before = slots.at(-2) ?? -1;
    for (let c = 0, at = 0; c < candidates.count; c++, at += WIDTH) {
      const slot = candidates.slot(c);
      const share = (view.visits.data[slot] ?? 0) / view.total;
      const prior = BACK_OFF * share;
      features[at + POPULARITY] = Math.log(share);
      features[at + MARKOV] = 0;
      features[at + RULES] = Math.log((ruled.get(slot) + prior) / (ruled.total + BACK_OFF));
      const vote = votes.total > 0 ? (votes.get(slot) / votes.total) * voters : 0;
      features[at + VSKNN] = Math.log((vote + prior) / (voters + BACK_OFF));
      const next =
        this.#followers.total > 0
          ? (this.#followers.get(slot) / this.#followers.total) * Math.sqrt(voters)
          : 0;
      features[at + FOLLOWERS] = Math.log((next + prior) / (Math.sqrt(voters) + BACK_OFF));
      const known = outside?.logProbability(slot);
      features[at + OUTSIDE] = known ?? 0;
      features[at + UNKNOWN] = outside !== undefined && known === undefined ? 1 : 0;
      features[at + AGAIN] = slot === last ? 1 : 0;
      features[at + BACK] = slot === before ? 1 : 0;
      features[at + SEEN] = slot !== last && slots.includes(slot) ? 1 : 0;
    }
    const mass = departures + view.backOff;
    for (let c = 0; c < candidates.count; c++) {
      const share = (view.visits.data[candidates.slot(c)] ?? 0) / view.total;
      features[c * WIDTH + MARKOV] = Math.log((view.backOff * share) / mass);
    }
    for (let i = 0; steps !== undefined && i < steps.size; i++) {
      const slot = steps.slot(i, view.serials);
      if (slot < 0) continue;
      const share = (view.visits.data[slot] ?? 0) / view.total;
      features[candidates.place(slot) * WIDTH + MARKOV] = Math.log(
        (steps.count(i) + view.backOff * share) / mass,
      );
    }
    const groups = [lengthGroup(slots.length), LENGTH_GROUPS + knownGroup(departures)];
    if (outside !== undefined) groups.push(LENGTH_GROUPS + KNOWN_GROUPS);
    this.#groups = groups;
  }

  /** Place of an item among all by a rung, exact up to 100; Infinity beyond, and where it is unknown. */
  rank(rung: LadderRung, slot: number): number {
    const own = this.#candidates.place(slot);
    if (own < 0) return Number.POSITIVE_INFINITY;
    const scores = this.#scoresOf(rung);
    const score = scores(own);
    let rank = 1;
    for (let c = 0; c < this.#candidates.count; c++) {
      const other = scores(c);
      if (other > score || (other === score && this.#candidates.slot(c) < slot)) rank++;
    }
    return rank > POPULAR ? Number.POSITIVE_INFINITY : rank;
  }

  /** The likeliest items by a rung, in the order that `rank` counts in. */
  top(rung: LadderRung, limit: number): ScoredItem[] {
    const candidates = this.#candidates;
    const scores = this.#scoresOf(rung);
    const all = Array.from({ length: candidates.count }, (_, c) => ({
      slot: candidates.slot(c),
      score: scores(c),
    }));
    all.sort((a, b) => b.score - a.score || a.slot - b.slot);
    const most = all[0]?.score ?? 0;
    const total = rung === "blend" ? all.reduce((sum, { score }) => sum + Math.exp(score - most), 0) : 1;
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

  #scoresOf(rung: LadderRung): (c: number) => number {
    if (rung === "blend") {
      const logits = this.#blend.logits(this.#candidates, this.#groups);
      return (c) => logits[c] ?? 0;
    }
    const column = LADDER_RUNGS.indexOf(rung);
    const { features } = this.#candidates;
    return (c) => features[c * WIDTH + column] ?? 0;
  }
}
