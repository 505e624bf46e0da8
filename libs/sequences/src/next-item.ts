import type { ScoredItem } from "./popularity.ts";
import type { Successors } from "./successors.ts";
import { TOP_DEPTH } from "./top-list.ts";
import { counter, type TransitionView } from "./transition-view.ts";

/** Most items that can be asked for at once. */
export const NEXT_MAX = 256;
/** Most successors that a page may keep: so many popular pages may be skipped before NEXT_MAX others are found. */
export const SUCCESSORS_MAX = TOP_DEPTH - NEXT_MAX;
/** Ranks beyond this are not counted out. */
const RANK_MAX = 100;

const rowOf = (view: TransitionView, slot: number): Successors | undefined =>
  slot < 0 ? undefined : view.successors(slot);

/** κ / visits of all pages: the weight of one visit in a score. */
const visitWeight = (view: TransitionView): number => view.backOff / view.total;

/** Score of a page up to the factor common to all pages: what is ranked by, here and nowhere else. */
const rawScore = (view: TransitionView, weight: number, slot: number, count: number): number =>
  count + weight * (view.visits.data[slot] ?? 0);

/**
 * Rank of the page in slot `actual` among all pages after the page in slot `previous` (−1: unknown), by
 * P(j | i) = (n_ij + κ p_j) / (n_i + κ): n_ij steps from i to j, n_i departures from i, p_j the share of j in all visits,
 * κ the back-off weight (popularity as a Dirichlet prior; MacKay & Peto 1995). Of equals the lower slot comes first.
 * Pages already seen in the session take part like all others. O(successors). Changes nothing.
 * @returns 1 for the best; Infinity beyond 100.
 */
export const rankNext = (view: TransitionView, previous: number, actual: number): number => {
  const row = rowOf(view, previous);
  const position = row?.find(actual, view.serials.data[actual] ?? 0) ?? -1;
  const weight = visitWeight(view);
  const own = rawScore(view, weight, actual, position < 0 ? 0 : (row?.count(position) ?? 0));
  const { marks } = view;
  let rank = 1;
  marks.clear();
  if (row !== undefined) {
    // Counts only fall along a row: below this not even the most popular page could come before (1 off for rounding).
    const enough = own - rawScore(view, weight, view.list.at(0), 0) - 1;
    for (let i = 0; i < row.size && row.count(i) >= enough && rank <= RANK_MAX; i++) {
      const slot = row.slot(i, view.serials);
      if (slot < 0) continue;
      marks.add(slot);
      const score = rawScore(view, weight, slot, row.count(i));
      if (score > own || (score === own && slot < actual)) rank++;
    }
  }
  for (let i = 0; rank <= RANK_MAX; i++) {
    const slot = view.list.at(i);
    if (slot < 0) break;
    const score = rawScore(view, weight, slot, 0);
    if (score < own || (score === own && slot >= actual)) break;
    // A page of the row that beats by popularity alone beat with its count too: it is marked.
    if (!marks.has(slot)) rank++;
  }
  return rank > RANK_MAX ? Number.POSITIVE_INFINITY : rank;
};

/**
 * The `limit` likeliest pages (at most 256) after the page in slot `previous` (−1: unknown), in the order that
 * {@link rankNext} counts in, with their probabilities given that the session goes on. Over all pages these add up to 1,
 * or to less where successors have left. O((limit + successors) log). Changes nothing.
 */
export const topNext = (view: TransitionView, previous: number, limit: number): ScoredItem[] => {
  const row = rowOf(view, previous);
  const wanted = Math.min(limit, NEXT_MAX);
  const weight = visitWeight(view);
  const { marks } = view;
  const candidates: { slot: number; score: number }[] = [];
  marks.clear();
  for (let i = 0; row !== undefined && i < row.size; i++) {
    const slot = row.slot(i, view.serials);
    if (slot < 0) continue;
    marks.add(slot);
    candidates.push({ slot, score: rawScore(view, weight, slot, row.count(i)) });
  }
  for (let i = 0, others = 0; others < wanted; i++) {
    const slot = view.list.at(i);
    if (slot < 0) break;
    if (marks.has(slot)) continue;
    candidates.push({ slot, score: rawScore(view, weight, slot, 0) });
    others++;
  }
  candidates.sort((a, b) => b.score - a.score || a.slot - b.slot);
  const mass = view.backOff + (previous < 0 ? 0 : counter(view, previous, "departures"));
  return candidates
    .slice(0, wanted)
    .map(({ slot, score }) => ({ itemId: view.idOf(slot) ?? "", score: score / mass }));
};

/**
 * Probability that a session ends at the page in slot `slot` (−1: unknown): (exits + κ e) / (visits + κ), where e is the
 * share of exits in all visits. A visit of a session that is still open counts as one that went on.
 */
export const exitProbability = (view: TransitionView, slot: number): number => {
  const share = view.total === 0 ? 0 : view.totalExits / view.total;
  if (slot < 0) return share;
  const visits = view.visits.data[slot] ?? 0;
  return (counter(view, slot, "exits") + view.backOff * share) / (visits + view.backOff);
};
