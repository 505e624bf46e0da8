import {
  ANSWERED_MAX,
  blended,
  diversified,
  encodeAnswerId,
  type SourceScores,
  sources,
} from "@millrace/ranking";
import { bestOf } from "./recommend/best-of.ts";
import { candidates, fallbacks } from "./recommend/candidates.ts";
import { Explainer, type Ranked, type Why } from "./recommend/evidence.ts";
import { Scoring } from "./recommend/scoring.ts";
import { isNobody, seenIn, type Taste } from "./recommend/taste.ts";
import type { View } from "./view/view.ts";

/** A recommended item. */
export interface Recommended {
  readonly itemId: string;
  readonly title?: string;
  readonly score: number;
  readonly why: readonly Why[];
}

/**
 * Which step of the ladder answered: everything that is known of the user blended; what trends, where nothing of the user
 * is known; what is bought or clicked most; what the catalogue described last; what was seen before, where nothing else is
 * left; nothing, where there is no item at all.
 */
export type Rung = "hybrid" | "trending" | "popular" | "catalogue" | "again" | "none";

/** Recommendations and the step of the ladder that gave them. */
export interface Recommendations {
  readonly rung: Rung;
  /** To be named by the clicks that it leads to. */
  readonly answerId: string;
  /** The id of another answer that says the same. */
  readonly nextId: () => string;
  readonly items: readonly Recommended[];
}

/** What is wanted. */
export interface Wanted {
  readonly limit: number;
  readonly exclude: ReadonlySet<string>;
  readonly category: string | undefined;
  /** 0: by score alone; 1: as different from each other as may be. @default 0 */
  readonly diversity?: number;
  readonly explain: boolean;
}

/** Candidates among which diversity chooses, for each place. */
const DIVERSITY_POOL = 5;

/** An item on its way into the answer. */
interface Chosen extends Ranked {
  readonly by: "hybrid" | "exploration" | "popular" | "catalogue";
}

/**
 * Recommends what all sources together hold to be best: each names candidates and scores all of them, the weighted sum
 * ranks. What was seen, excluded, withdrawn or is not to be had is left out. Where too few are left, what is popular with
 * everybody fills up, so that an answer is only empty where there is no item.
 */
export const recommend = (view: View, taste: Taste, wanted: Wanted): Recommendations => {
  const scoring = new Scoring(view, taste);
  const { weights } = view.ratings;
  const seen = seenIn(taste);
  const { exclude, category } = wanted;
  const mayAnswer = (itemId: string): boolean =>
    itemId !== "" && (exclude.size === 0 || !exclude.has(itemId)) && view.catalogue.allows(itemId, category);
  const accept = (itemId: string): boolean => !seen.has(itemId) && mayAnswer(itemId);
  const rank = (itemIds: Iterable<string>, most: number): Chosen[] =>
    bestOf(itemIds, most, (itemId) => scoring.total(itemId, weights)).map(({ itemId, score }) => ({
      itemId,
      score,
      scores: scoring.scores(itemId),
      by: "hybrid",
    }));
  const pool = view.exploration > 0 ? Infinity : poolOf(wanted);
  const ranked = rank(candidates(view, scoring, wanted.limit, accept), pool);
  const items = explored(view, diverse(view, ranked, wanted), ranked);
  let rung: Rung =
    items.length === 0 ? "none" : isNobody(taste) || !isPersonal(items) ? "trending" : "hybrid";
  for (const { rung: lower, items: more } of fallbacks) {
    if (items.length >= wanted.limit) break;
    const known = new Set(items.map(({ itemId }) => itemId));
    const isNew = (itemId: string): boolean => !known.has(itemId) && accept(itemId);
    const fresh = more(view, wanted.limit - items.length, isNew);
    if (fresh.length > 0 && rung === "none") rung = lower;
    for (const { itemId, share } of fresh) {
      const scores = sources.map((source) => (source === "trending" ? share : 0));
      items.push({ itemId, scores, score: blended(weights, scores), by: lower });
    }
  }
  if (items.length === 0) {
    items.push(...rank([...seen].filter(mayAnswer), wanted.limit));
    if (items.length > 0) rung = "again";
  }
  const nextId = idsOf(view, items);
  const why = wanted.explain ? reasons(view, scoring, items) : [];
  return {
    rung,
    answerId: nextId(),
    nextId,
    items: items.map(({ itemId, score }, n) => {
      const title = view.catalogue.title(itemId);
      return { itemId, ...(title === undefined ? {} : { title }), score, why: why[n] ?? [] };
    }),
  };
};

/** Makes ids of answers of these items. It outlives the answer, so that it holds no more of it than that takes. */
const idsOf = (view: View, items: readonly Chosen[]): (() => string) => {
  const said = items.slice(0, ANSWERED_MAX).map(({ itemId, scores }) => ({ itemId, scores }));
  return () => encodeAnswerId(said, view.nextAnswer());
};

/** Sources that say the same to everybody. */
const everybody: ReadonlySet<string> = new Set(["trending", "liked", "popular"]);

const isPersonal = (items: readonly { readonly scores: SourceScores }[]): boolean =>
  items.some(({ scores }) => scores.some((x, s) => x !== 0 && !everybody.has(sources[s] ?? "")));

/** How many are ranked so that all that may be answered are among them. */
const poolOf = ({ limit, diversity = 0 }: Pick<Wanted, "limit" | "diversity">): number =>
  diversity > 0 ? limit * DIVERSITY_POOL : limit;

/** The head of the ranking, or, where diversity is wanted, a choice out of a longer one. */
const diverse = (view: View, ranked: readonly Chosen[], { limit, diversity = 0 }: Wanted): Chosen[] => {
  if (diversity <= 0) return ranked.slice(0, limit);
  const { preferences } = view.ratings;
  const likeness = (a: Chosen, b: Chosen): number =>
    Math.max(
      view.content.cosine(a.itemId, b.itemId),
      preferences.likeness(preferences.slotOf(a.itemId), preferences.slotOf(b.itemId)),
      0,
    );
  return diversified(ranked.slice(0, poolOf({ limit, diversity })), limit, diversity, likeness);
};

/** Gives some places, never the first, to candidates that did not get in, so that their worth can be learned. */
const explored = (view: View, items: readonly Chosen[], ranked: readonly Chosen[]): Chosen[] => {
  if (view.exploration <= 0) return [...items];
  const inside = new Set(items.map(({ itemId }) => itemId));
  const outside = ranked.filter(({ itemId }) => !inside.has(itemId));
  return items.map((item, n) => {
    if (n === 0 || outside.length === 0 || view.chance() >= view.exploration) return item;
    const [taken] = outside.splice(Math.floor(view.chance() * outside.length), 1);
    return taken === undefined ? item : { ...taken, by: "exploration" };
  });
};

const reasons = (view: View, scoring: Scoring, items: readonly Chosen[]): Why[][] => {
  const ranked = items.filter(({ by }) => by === "hybrid" || by === "exploration");
  const explained = new Explainer(view, scoring, view.ratings.weights).explain(ranked);
  const byItem = new Map(ranked.map(({ itemId }, n) => [itemId, explained[n] ?? []]));
  return items.map(({ itemId, by, score }): Why[] => {
    const found = byItem.get(itemId) ?? [];
    if (by === "hybrid") return found;
    if (by === "exploration")
      return [
        ...found,
        { source: "exploration", weight: 0, evidence: { by: "chance", setting: view.exploration } },
      ];
    return [
      {
        source: by,
        weight: score,
        evidence: { by: by === "popular" ? "number of events" : "newest description" },
      },
    ];
  });
};
