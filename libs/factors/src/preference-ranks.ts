import { leftOf, trendOf } from "./heat.ts";
import type { Neighbours } from "./neighbours.ts";
import type { FoldedPreferences, Touched } from "./preference-fold.ts";
import type { PreferenceState } from "./preference-state.ts";
import { BLENDED } from "./rank-blend.ts";

/** Place of the item that came among all items that its user had not touched, by each rung; 1 is best. */
export interface PreferenceRanks {
  /** By the number of different users. */
  readonly popularity: number;
  /** By the mean cosine with the history. */
  readonly itemKnn: number;
  /** By the factors, for a row solved from the history: what is served. */
  readonly factors: number;
  /** By factors, neighbours, trend and popularity together, as they are weighed. */
  readonly blend: number;
  /**
   * What a blend learns from this (see `RankBlend`); undefined for an item that is new, and for a user of whom nothing is known: such
   * choices follow what everybody does, and taught that this is what counts for all.
   */
  readonly slope: Float64Array | undefined;
}

/** What is ranked, and from what. */
export interface PreferenceQuestion {
  readonly state: PreferenceState;
  readonly neighbours: Neighbours;
  /** Oldest first. */
  readonly history: readonly Touched[];
  /** Slot of the item that came; −1 where it is new. */
  readonly item: number;
  readonly fold: () => FoldedPreferences;
  readonly heatHalfLifeMs: number;
  /** In the order of a `RankBlend`. */
  readonly weights: Float64Array;
}

/** Touches of the long run that a trend is held against. */
export const TREND_PRIOR = 200;

/** How many people touched an item, on a scale of logarithms, as a share of the most touched item's: 0..1. */
export const popularityOf = (count: number, most: number): number =>
  most > 0 && count > 0 ? Math.log1p(count) / Math.log1p(most) : 0;

const NEARNESS_SCALE = 100;

/**
 * A mean cosine with a history on a scale of logarithms, 0..1: ln(1 + 100 c) / ln 101. Most cosines are small, and twice as near
 * is worth as much among small ones as among large ones: by the plain cosine no weight serves both, and a blend ranks
 * behind the cosines alone.
 */
export const nearnessOf = (cosine: number): number =>
  cosine > 0 ? Math.log1p(NEARNESS_SCALE * cosine) / Math.log1p(NEARNESS_SCALE) : 0;

const NONE = Number.POSITIVE_INFINITY;
const UNKNOWN: PreferenceRanks = {
  popularity: NONE,
  itemKnn: NONE,
  factors: NONE,
  blend: NONE,
  slope: undefined,
};
/** Counts whose logarithms are kept. */
const LOGS = 4_096;

/**
 * Full rankings, no sampled negatives, in three passes over the items. A rung that says nothing of the item, or of the user, falls
 * back to popularity behind what it knows. An unknown item has no place: Infinity. Of equals, the lower slot comes first.
 * O(items k). One instance is scratch space for one ranking at a time; bytes: 65 an item.
 */
export class PreferenceRanker {
  /** ln(1 + n) of counts that were asked for. */
  readonly #logs = new Float64Array(LOGS);
  /** 1 where the user touched the item. */
  #seen = new Uint8Array();
  /** Mean cosine with the history. */
  #near = new Float64Array();
  /** p·q. */
  #liking = new Float64Array();
  /** What is blended, `[slots x BLENDED]`. */
  #x = new Float64Array();
  /** The weighted sum. */
  #scores = new Float64Array();

  /** Places of an item. */
  rank(question: PreferenceQuestion): PreferenceRanks {
    const { state, neighbours, history, item } = question;
    if (item < 0) return UNKNOWN;
    const slots = state.items.table.slotCount;
    this.#makeRoom(slots);
    if (history.length === 0) {
      this.#liking.fill(0, 0, slots);
      this.#blend(question, slots);
      const { popularity, blend } = this.#places(question, slots);
      return { popularity, itemKnn: popularity, factors: popularity, blend, slope: undefined };
    }
    const near = neighbours.ofHistory(history.map(({ slot }) => slot));
    for (const slot of near.touched) this.#near[slot] = near.get(slot);
    this.#likings(question, slots);
    const greatest = this.#blend(question, slots);
    for (const { slot } of history) this.#seen[slot] = 1;
    this.#seen[item] = 0;
    const { popularity, itemKnn, factors, blend } = this.#places(question, slots);
    const slope = this.#slope(question, slots, greatest);
    const knn = (this.#near[item] ?? 0) > 0 ? itemKnn : near.touched.length + popularity;
    for (const { slot } of history) this.#seen[slot] = 0;
    for (const slot of near.touched) this.#near[slot] = 0;
    return { popularity, itemKnn: knn, factors, blend, slope };
  }

  /** Counts who is ahead of the item. */
  #places({ state, item }: PreferenceQuestion, slots: number): Omit<PreferenceRanks, "slope"> {
    const counts = state.items.count.data;
    const births = state.items.birth.data;
    const [seen, nearness, liking, scores] = [this.#seen, this.#near, this.#liking, this.#scores];
    const count = counts[item] ?? 0;
    const near = nearness[item] ?? 0;
    const own = liking[item] ?? 0;
    const score = scores[item] ?? 0;
    let [popularity, itemKnn, factors, blend] = [1, 1, 1, 1];
    for (let slot = 0; slot < slots; slot++) {
      if (seen[slot] === 1 || births[slot] === 0) continue;
      const first = slot < item;
      const [c, n, l, s] = [counts[slot] ?? 0, nearness[slot] ?? 0, liking[slot] ?? 0, scores[slot] ?? 0];
      if (c > count || (first && c === count)) popularity++;
      if (n > near || (first && n === near)) itemKnn++;
      if (l > own || (first && l === own)) factors++;
      if (s > score || (first && s === score)) blend++;
    }
    return { popularity, itemKnn, factors, blend };
  }

  /** What is blended for every item, and its weighted sum; the greatest one. */
  #blend(question: PreferenceQuestion, slots: number): number {
    const { state, weights } = question;
    const counts = state.items.count.data;
    const [x, scores, liking, near] = [this.#x, this.#scores, this.#liking, this.#near];
    const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = weights;
    const mostTrend = this.#trends(question, slots) || 1;
    let most = 0;
    for (let slot = 0; slot < slots; slot++) most = Math.max(most, counts[slot] ?? 0);
    const mostLog = Math.log1p(most);
    let greatest = Number.NEGATIVE_INFINITY;
    for (let slot = 0, at = 0; slot < slots; slot++, at += BLENDED) {
      const factors = Math.max(0, Math.min(1, liking[slot] ?? 0));
      const nearness = nearnessOf(near[slot] ?? 0);
      const trend = (x[at + 2] ?? 0) / mostTrend;
      const count = counts[slot] ?? 0;
      const popularity = count > 0 ? this.#log(count) / mostLog : 0;
      x[at] = factors;
      x[at + 1] = nearness;
      x[at + 2] = trend;
      x[at + 3] = popularity;
      const sum = w0 * factors + w1 * nearness + w2 * trend + w3 * popularity;
      scores[slot] = sum;
      if (sum > greatest) greatest = sum;
    }
    return greatest;
  }

  /** What the item that came has more of each summand than was expected. */
  #slope({ state, item }: PreferenceQuestion, slots: number, greatest: number): Float64Array {
    const births = state.items.birth.data;
    const [x, scores, seen] = [this.#x, this.#scores, this.#seen];
    let [odds, s0, s1, s2, s3] = [0, 0, 0, 0, 0];
    for (let slot = 0, at = 0; slot < slots; slot++, at += BLENDED) {
      if (seen[slot] === 1 || births[slot] === 0) continue;
      const own = Math.exp((scores[slot] ?? 0) - greatest);
      odds += own;
      s0 += own * (x[at] ?? 0);
      s1 += own * (x[at + 1] ?? 0);
      s2 += own * (x[at + 2] ?? 0);
      s3 += own * (x[at + 3] ?? 0);
    }
    return Float64Array.of(s0, s1, s2, s3).map((sum, s) => (x[item * BLENDED + s] ?? 0) - sum / odds);
  }

  /** p·q of every item. */
  #likings({ state, fold }: PreferenceQuestion, slots: number): void {
    const { vector } = fold();
    const { data, width } = state.items.rows;
    const k = vector.length;
    const liking = this.#liking;
    for (let slot = 0, at = 0; slot < slots; slot++, at += width) {
      let sum = 0;
      for (let f = 0; f < k; f++) sum += (vector[f] ?? 0) * (data[at + f] ?? 0);
      liking[slot] = sum;
    }
  }

  /** Trend of every item, into its place among what is blended; the greatest one. */
  #trends({ state, heatHalfLifeMs }: PreferenceQuestion, slots: number): number {
    const { allHeat } = state;
    const now = allHeat.time;
    const heat = state.heat.data;
    const sums = state.items.sum.data;
    const touches = Math.max(1, state.touches);
    const x = this.#x;
    let most = 0;
    for (let slot = 0; slot < slots; slot++) {
      const age = now - (heat[slot * 2 + 1] ?? 0);
      const mass = heat[slot * 2] ?? 0;
      // What cooled for twenty half-lives is cold: no need to say how cold.
      const left = age > 20 * heatHalfLifeMs ? 0 : leftOf(mass, age, heatHalfLifeMs);
      const trend = trendOf(left, allHeat.mass, (sums[slot] ?? 0) / touches, TREND_PRIOR);
      x[slot * BLENDED + 2] = trend;
      if (trend > most) most = trend;
    }
    return most;
  }

  /** ln(1 + count). */
  #log(count: number): number {
    if (count >= LOGS) return Math.log1p(count);
    const known = this.#logs[count] ?? 0;
    if (known > 0) return known;
    const log = Math.log1p(count);
    this.#logs[count] = log;
    return log;
  }

  #makeRoom(slots: number): void {
    if (this.#seen.length >= slots) return;
    const length = Math.max(slots, this.#seen.length * 2);
    this.#seen = new Uint8Array(length);
    this.#near = new Float64Array(length);
    this.#liking = new Float64Array(length);
    this.#x = new Float64Array(length * BLENDED);
    this.#scores = new Float64Array(length);
  }
}
