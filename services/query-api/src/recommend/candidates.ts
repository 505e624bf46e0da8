import { BestScores, type SlotSums } from "@millrace/factors";
import type { PopularItem } from "../view/popular.ts";
import type { View } from "../view/view.ts";
import type { Scoring } from "./scoring.ts";

/** Least number of candidates that each source is asked for. */
const POOL_MIN = 60;

/**
 * The best items by each source, each once: what is ranked. O(items k) where there are factors. Nothing is left out because
 * one source does not know it. @param accept whether an item may be answered at all.
 */
export const candidates = (
  view: View,
  scoring: Scoring,
  limit: number,
  accept: (itemId: string) => boolean,
): Set<string> => {
  const pool = Math.max(POOL_MIN, limit * 2);
  const { factors, preferences } = view.ratings;
  const found = new Set<string>();
  const idOf = (slot: number): string => preferences.itemAt(slot) ?? "";
  const add = (itemIds: Iterable<string>): void => {
    for (const itemId of itemIds) found.add(itemId);
  };
  const { folded, liking, near, alike, rules, next, mixture } = scoring;
  if (folded !== undefined) add(factors.topOf(folded, pool, accept));
  if (liking !== undefined) add(preferences.top(liking, pool, accept).map(({ slot }) => idOf(slot)));
  const { leading } = view.ratings;
  if (leading !== undefined) {
    const touched = scoring.taste.preferences.map(({ itemId }) => itemId);
    add(leading.top(touched, pool, accept));
  }
  for (const sums of [near, alike]) if (sums !== undefined) add(best(sums, pool, idOf, accept));
  add([...rules.keys(), ...next.keys()].filter(accept));
  if (mixture !== undefined) add(mixture.like(pool, accept).map(({ itemId }) => itemId));
  add(view.ratings.trending(pool, accept));
  add(view.ratings.touched(pool, accept));
  add(view.popular.liked(pool, accept));
  return found;
};

/** What is answered where no model knows enough, in this order: bought or clicked most, else described last. */
export const fallbacks: readonly {
  readonly rung: "popular" | "catalogue";
  readonly items: (view: View, limit: number, accept: (itemId: string) => boolean) => readonly PopularItem[];
}[] = [
  { rung: "popular", items: (view, limit, accept) => view.popular.bought(limit, accept) },
  { rung: "popular", items: (view, limit, accept) => view.popular.clicked(limit, accept) },
  {
    rung: "catalogue",
    items: (view, limit, accept) =>
      view.catalogue.newest(limit, accept).map((itemId) => ({ itemId, share: 0 })),
  },
];

const best = (
  sums: SlotSums,
  limit: number,
  idOf: (slot: number) => string,
  accept: (itemId: string) => boolean,
): string[] => {
  const best = new BestScores(limit);
  for (const slot of sums.touched) {
    const score = sums.get(slot);
    if (score > best.floor && accept(idOf(slot))) best.offer(slot, score);
  }
  return best.sorted().map(({ slot }) => idOf(slot));
};
