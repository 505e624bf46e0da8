import type { ItemRating } from "@millrace/factors";
import type { View } from "./view/view.ts";

/** Why an item is recommended. */
export interface Why {
  readonly source: string;
  /** What the score would lose without this. */
  readonly weight: number;
  readonly evidence: unknown;
}

/** A recommended item. */
export interface Recommended {
  readonly itemId: string;
  readonly title?: string;
  readonly score: number;
  readonly why: readonly Why[];
}

/** Recommendations and the step of the ladder that gave them. */
export interface Recommendations {
  readonly rung: "als" | "biases" | "rules" | "markov" | "popular" | "none";
  readonly items: readonly Recommended[];
}

/** What is known of whoever asks. */
export interface Taste {
  readonly ratings: readonly ItemRating[];
  readonly basket: readonly string[];
  /** Newest last. */
  readonly clicked: readonly string[];
}

/** What is wanted. */
export interface Wanted {
  readonly limit: number;
  readonly exclude: ReadonlySet<string>;
  readonly category: string | undefined;
  readonly explain: boolean;
}

/**
 * Recommends by the best step that knows something: factors where there are ratings and factors lead the scoreboard,
 * rules where there is a basket, transitions where there is a click, else what is liked by most. Lists that come out
 * short are filled up from the last step, and each item says its source.
 */
export const recommend = (view: View, taste: Taste, wanted: Wanted): Recommendations => {
  const steps = [byFactors, byRules, byTransitions, byPopularity];
  const seen = new Set([...wanted.exclude, ...taste.basket, ...taste.ratings.map((r) => r.itemId)]);
  const items: Recommended[] = [];
  let rung: Recommendations["rung"] = "none";
  for (const step of steps) {
    if (items.length >= wanted.limit) break;
    const found = step(view, taste, wanted, seen);
    if (found.items.length > 0 && rung === "none") rung = found.rung;
    for (const item of found.items.slice(0, wanted.limit - items.length)) {
      seen.add(item.itemId);
      items.push(item);
    }
  }
  return { rung, items: items.map((item) => shown(view, item, wanted.explain)) };
};

type Step = (view: View, taste: Taste, wanted: Wanted, seen: ReadonlySet<string>) => Recommendations;

const byFactors: Step = (view, { ratings }, { limit, category }, seen) => {
  if (ratings.length === 0 || view.board.champion("ratings") !== "als") return { rung: "none", items: [] };
  const accept = (itemId: string): boolean => view.catalogue.allows(itemId, category);
  const found = view.ratings.factors.recommendFor(ratings, { limit, exclude: seen, accept });
  const items = found.map(({ itemId, score, evidence }) => ({
    itemId,
    score,
    why: evidence.map(({ itemId: rated, rating, weight }) => ({
      source: "ratings",
      weight,
      evidence: { itemId: rated, title: view.catalogue.title(rated), rating },
    })),
  }));
  return { rung: "als", items };
};

const byRules: Step = (view, { basket }, { limit, category }, seen) => {
  if (basket.length === 0) return { rung: "rules", items: [] };
  const best = new Map<string, Recommended>();
  for (const rule of view.baskets.leadingOutOf(basket, limit * 4)) {
    const [itemId = ""] = rule.then;
    if (best.has(itemId) || seen.has(itemId) || !view.catalogue.allows(itemId, category)) continue;
    const { support, confidence, lift, count } = rule;
    const why = [
      {
        source: "rules",
        weight: confidence,
        evidence: { if: rule.if, then: rule.then, support, confidence, lift, count },
      },
    ];
    best.set(itemId, { itemId, score: confidence, why });
  }
  return { rung: "rules", items: [...best.values()].slice(0, limit) };
};

const byTransitions: Step = (view, { clicked }, { limit, category }, seen) => {
  const last = clicked.at(-1);
  const page = last === undefined ? undefined : view.clicks.page(last, limit * 4);
  const items = (page?.transitions ?? [])
    .filter(({ itemId }) => !seen.has(itemId) && view.catalogue.allows(itemId, category))
    .slice(0, limit)
    .map(({ itemId, probability, count }) => ({
      itemId,
      score: probability,
      why: [{ source: "clicks", weight: probability, evidence: { after: last, count } }],
    }));
  return { rung: "markov", items };
};

const byPopularity: Step = (view, _, { limit, category }, seen) => {
  const accept = (itemId: string): boolean => view.catalogue.allows(itemId, category);
  const rated = view.ratings.factors.popular(limit, { exclude: seen, accept });
  const items = rated.map(({ itemId, score }) => ({
    itemId,
    score,
    why: [
      { source: "popular", weight: score, evidence: { by: "mean rating, shrunk, and number of ratings" } },
    ],
  }));
  if (items.length > 0) return { rung: "popular", items };
  const bought = view.baskets.index
    .itemsets(1, 1, limit + seen.size)
    .filter((set) => accept(set.items[0] ?? "") && !seen.has(set.items[0] ?? ""));
  return {
    rung: "popular",
    items: bought.slice(0, limit).map((set) => ({
      itemId: set.items[0] ?? "",
      score: set.support,
      why: [
        { source: "popular", weight: set.support, evidence: { by: "share of baskets", count: set.count } },
      ],
    })),
  };
};

const shown = (view: View, item: Recommended, explain: boolean): Recommended => {
  const title = view.catalogue.title(item.itemId);
  return { ...item, ...(title === undefined ? {} : { title }), why: explain ? item.why : [] };
};
