import { blended, type Source, type SourceScores, sources } from "@millrace/ranking";
import type { View } from "../view/view.ts";
import { Scoring } from "./scoring.ts";
import { tasteWithout } from "./taste.ts";

/** Why an item is recommended. */
export interface Why {
  readonly source: Source | "exploration" | "popular" | "catalogue";
  /** The source's part of the score: all parts add up to it. */
  readonly weight: number;
  readonly evidence: unknown;
}

/** An item with what each source says of it. */
export interface Ranked {
  readonly itemId: string;
  readonly score: number;
  readonly scores: SourceScores;
}

/** Something that the user did, cited as a reason. */
interface Cited {
  readonly itemId: string;
  readonly title?: string;
  /** By how much the score of the item falls when this is taken out of what is known, over all sources: worked out, not estimated. */
  readonly weight: number;
}

/** Pieces of evidence for one source of one item. */
const CITED_MAX = 2;
/** Different things that one answer works out the weight of: each costs a fold-in and a look at the neighbours. */
const REMOVED_MAX = 24;

/** Works out, for the items of one answer, why they are in it. */
export class Explainer {
  readonly #view: View;
  readonly #scoring: Scoring;
  readonly #weights: readonly number[];

  constructor(view: View, scoring: Scoring, weights: readonly number[]) {
    this.#view = view;
    this.#scoring = scoring;
    this.#weights = weights;
  }

  /** The reasons of each item, in their order. O(items x cited x one scoring). */
  explain(items: readonly Ranked[]): Why[][] {
    const wanted = items.map((item) => this.#cited(item));
    const facts = items.map((item) => this.#facts(item));
    const removed = this.#removed(items, wanted);
    return items.map((item, n) =>
      sources.flatMap((source, s): Why[] => {
        const weight = (this.#weights[s] ?? 0) * (item.scores[s] ?? 0);
        if (weight === 0) return [];
        const cited = (wanted[n]?.get(source) ?? []).flatMap((itemId): Cited[] => {
          const without = removed.get(itemId)?.get(item.itemId);
          if (without === undefined) return [];
          const title = this.#view.catalogue.title(itemId);
          return [{ itemId, ...(title === undefined ? {} : { title }), weight: item.score - without }];
        });
        return [
          {
            source,
            weight,
            evidence: { ...facts[n]?.get(source), ...(cited.length === 0 ? {} : { items: cited }) },
          },
        ];
      }),
    );
  }

  /** What each source names of what the user did: the strongest first. */
  #cited({ itemId }: Ranked): Map<Source, readonly string[]> {
    const { folded, liking, touched, rules, next, mixture, taste } = this.#scoring;
    const { factors, preferences } = this.#view.ratings;
    const cited = new Map<Source, readonly string[]>();
    const slot = factors.slotOf(itemId);
    if (folded !== undefined && slot >= 0) {
      const strongest = folded.evidence(slot).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
      cited.set(
        "factors",
        strongest.slice(0, CITED_MAX).map((one) => one.itemId),
      );
    }
    const liked = preferences.slotOf(itemId);
    if (liking !== undefined && liked >= 0) {
      const score = liking.score(liked);
      const worth = touched.map((one, n) => ({
        itemId: one.itemId,
        worth: score - liking.without(n, liked),
      }));
      worth.sort((a, b) => b.worth - a.worth);
      cited.set(
        "preferences",
        worth.slice(0, CITED_MAX).map((one) => one.itemId),
      );
      const near = touched.map((one) => ({
        itemId: one.itemId,
        cosine: preferences.likeness(one.slot, liked),
      }));
      near.sort((a, b) => b.cosine - a.cosine);
      cited.set(
        "items",
        near.slice(0, CITED_MAX).map((one) => one.itemId),
      );
    }
    cited.set("rules", rules.get(itemId)?.if ?? []);
    if (next.has(itemId)) cited.set("next", taste.recent.slice(-1));
    const { content } = this.#view;
    const described = (mixture?.itemIds ?? []).map((other) => ({
      other,
      cosine: content.cosine(other, itemId),
    }));
    described.sort((a, b) => b.cosine - a.cosine);
    cited.set(
      "content",
      described
        .slice(0, CITED_MAX)
        .filter(({ cosine }) => cosine > 0)
        .map(({ other }) => other),
    );
    return cited;
  }

  /** What each source knows of an item beside what the user did. */
  #facts({ itemId, scores }: Ranked): Map<Source, object> {
    const { rules, next, taste, folded } = this.#scoring;
    const { factors, preferences, leadingName } = this.#view.ratings;
    const facts = new Map<Source, object>();
    if (leadingName !== undefined) facts.set("preferences", { network: leadingName });
    const slot = factors.slotOf(itemId);
    if (folded !== undefined && slot >= 0) facts.set("factors", { expectedRating: folded.score(slot) });
    const rule = rules.get(itemId);
    if (rule !== undefined) {
      const { support, confidence, lift, count } = rule;
      facts.set("rules", { if: rule.if, then: rule.then, support, confidence, lift, count });
    }
    const step = next.get(itemId);
    if (step !== undefined) facts.set("next", { after: taste.recent.at(-1), ...step });
    const users = preferences.countOf(preferences.slotOf(itemId));
    facts.set("trending", { share: scores[sources.indexOf("trending")] ?? 0, users });
    facts.set("popular", { users });
    facts.set("items", { cosine: this.#scoring.cosine(preferences.slotOf(itemId)) });
    facts.set("users", { share: scores[sources.indexOf("users")] ?? 0 });
    facts.set("content", { cosine: scores[sources.indexOf("content")] ?? 0 });
    facts.set("liked", factors.ratingsOfItem(itemId) ?? {});
    return facts;
  }

  /** Scores of the items that cite something, by what is taken away: each a scoring of its own. */
  #removed(
    items: readonly Ranked[],
    wanted: readonly ReadonlyMap<Source, readonly string[]>[],
  ): Map<string, Map<string, number>> {
    const citing = new Map<string, Ranked[]>();
    for (const [n, item] of items.entries())
      for (const cited of new Set([...(wanted[n]?.values() ?? [])].flat())) {
        const list = citing.get(cited) ?? [];
        if (list.length === 0 && citing.size >= REMOVED_MAX) continue;
        list.push(item);
        citing.set(cited, list);
      }
    const scores = new Map<string, Map<string, number>>();
    for (const [removed, list] of citing) {
      const scoring = new Scoring(this.#view, tasteWithout(this.#scoring.taste, removed));
      scores.set(
        removed,
        new Map(list.map(({ itemId }) => [itemId, blended(this.#weights, scoring.scores(itemId))])),
      );
    }
    return scores;
  }
}
