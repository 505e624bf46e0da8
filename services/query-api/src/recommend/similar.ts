import type { View } from "../view/view.ts";

/** A reason for an item to be similar. */
export interface SimilarWhy {
  readonly source: "items" | "factors" | "content";
  /** The source's part of the score: all parts add up to it. */
  readonly weight: number;
  readonly evidence: { readonly cosine: number };
}

/** An item like another. */
export interface SimilarItem {
  readonly itemId: string;
  readonly score: number;
  readonly why: readonly SimilarWhy[];
}

/** What each cosine is worth: who touched both, what the ratings say, what the descriptions say. */
const worth = { items: 1, factors: 0.3, content: 0.3 } as const;
/** Candidates that each source names. */
const POOL = 100;

/**
 * Items that are like one: touched by the same users, rated alike, described alike; the parts add up to the score. An item
 * without a single event has those that are described alike. What may not be recommended is left out. O(items k).
 */
export const similarTo = (view: View, itemId: string, limit: number): SimilarItem[] => {
  const { factors, preferences } = view.ratings;
  const { content } = view;
  const accept = (other: string): boolean =>
    other !== "" && other !== itemId && view.catalogue.allows(other, undefined);
  const near = new Map<string, number>();
  const slot = preferences.slotOf(itemId);
  if (slot >= 0)
    preferences.neighbours.eachSimilar(slot, (other, cosine) => {
      near.set(preferences.itemAt(other) ?? "", cosine);
    });
  const rated = new Map(factors.related(itemId, POOL).map(({ itemId: other, score }) => [other, score]));
  const described = content.mixture(new Map([[itemId, 1]]))?.like(POOL, accept) ?? [];
  const found: SimilarItem[] = [];
  for (const other of new Set([...near.keys(), ...rated.keys(), ...described.map((one) => one.itemId)])) {
    if (!accept(other)) continue;
    const cosines = {
      items: near.get(other) ?? 0,
      factors: rated.get(other) ?? 0,
      content: content.cosine(itemId, other),
    };
    const why = (["items", "factors", "content"] as const)
      .filter((source) => cosines[source] > 0)
      .map((source) => ({
        source,
        weight: worth[source] * cosines[source],
        evidence: { cosine: cosines[source] },
      }));
    found.push({ itemId: other, score: why.reduce((sum, { weight }) => sum + weight, 0), why });
  }
  found.sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1));
  return found.slice(0, limit);
};
