import {
  type FoldedPreferences,
  type FoldedUser,
  nearnessOf,
  type SlotSums,
  type Touched,
} from "@millrace/factors";
import type { Rule } from "@millrace/itemsets";
import { type Mixture, type Source, type SourceScores, sources } from "@millrace/ranking";
import type { View } from "../view/view.ts";
import type { Taste } from "./taste.ts";

/** Rules and next items that are looked at. */
const RULES_MAX = 200;
const NEXT_MAX = 100;
/** Newest preferences of which descriptions are compared. */
const CONTENT_HISTORY = 16;
/** Two stars above the mean are as good as it gets. */
const STARS = 2;

const clamp = (value: number, least = 0): number => Math.max(least, Math.min(1, value));

/**
 * What each source says of any item, for one taste: numbers of −1..1 that depend on nothing but the item, the taste and
 * the models, never on the other candidates, so that what is taken out of the taste changes a score by what it was worth.
 * It reads scratch space of the view: only the newest one may be asked.
 */
export class Scoring {
  readonly taste: Taste;
  /** Undefined where no rated item is known. */
  readonly folded: FoldedUser | undefined;
  /** Undefined where no preferred item is known. */
  readonly liking: FoldedPreferences | undefined;
  /** Preferences of known items, oldest first, with the ids in the same order. */
  readonly touched: readonly (Touched & { readonly itemId: string })[];
  /** What the network that leads expects of each item that it knows; undefined where factors answer. */
  readonly expected: Float64Array | undefined;
  readonly near: SlotSums | undefined;
  readonly alike: SlotSums | undefined;
  /** The best rule to each item. */
  readonly rules: ReadonlyMap<string, Rule>;
  /** Probability to come next after the last item. */
  readonly next: ReadonlyMap<string, { readonly probability: number; readonly count: number }>;
  /** Described items of the history taken together; undefined where there are none. */
  readonly mixture: Mixture | undefined;
  readonly #view: View;
  readonly #mean: number;

  constructor(view: View, taste: Taste) {
    const { factors, preferences } = view.ratings;
    this.#view = view;
    this.taste = taste;
    this.#mean = factors.mean;
    const folded = taste.ratings.length === 0 ? undefined : factors.foldIn(taste.ratings);
    this.folded = folded === undefined || folded.slots.length === 0 ? undefined : folded;
    this.touched = taste.preferences
      .map(({ itemId, weight }) => ({ itemId, weight, slot: preferences.slotOf(itemId) }))
      .filter(({ slot }) => slot >= 0);
    const history = this.touched.map(({ slot }) => slot);
    const isKnown = history.length > 0;
    this.liking = isKnown ? preferences.foldIn(this.touched) : undefined;
    this.expected = view.ratings.leading?.expect(taste.preferences.map(({ itemId }) => itemId));
    this.near = isKnown ? preferences.neighbours.ofHistory(history) : undefined;
    this.alike = isKnown ? preferences.neighbours.ofUsers(history, taste.userSlot) : undefined;
    this.rules = rulesFrom(view, taste.basket);
    this.next = nextAfter(view, taste.recent.at(-1));
    this.mixture = mixtureOf(view, taste);
  }

  /** Mean cosine of the item in a slot with the history; 0 where there is none. */
  cosine(slot: number): number {
    return slot < 0 ? 0 : (this.near?.get(slot) ?? 0);
  }

  /** In the order of the sources. O(k + terms). */
  scores(itemId: string): SourceScores {
    const { factors, preferences } = this.#view.ratings;
    const slot = preferences.slotOf(itemId);
    const rated = factors.slotOf(itemId);
    const by: Readonly<Record<Source, number>> = {
      factors:
        this.folded === undefined || rated < 0
          ? 0
          : clamp((this.folded.score(rated) - this.#mean) / STARS, -1),
      preferences: this.#preferred(itemId, slot),
      items: nearnessOf(this.cosine(slot)),
      users: slot < 0 ? 0 : clamp(this.alike?.get(slot) ?? 0),
      rules: this.rules.get(itemId)?.confidence ?? 0,
      next: this.next.get(itemId)?.probability ?? 0,
      content: this.mixture?.likeness(itemId) ?? 0,
      trending: slot < 0 ? 0 : clamp(this.#view.ratings.trend(slot)),
      liked: rated < 0 ? 0 : clamp((factors.popularity(rated) - this.#mean) / STARS, -1),
      popular: slot < 0 ? 0 : this.#view.ratings.popularity(slot),
    };
    return sources.map((source) => by[source]);
  }

  /** By the network, where one leads, else by the factors. */
  #preferred(itemId: string, slot: number): number {
    const { leading } = this.#view.ratings;
    if (leading !== undefined) return this.expected?.[leading.placeOf(itemId) ?? -1] ?? 0;
    return this.liking === undefined || slot < 0 ? 0 : clamp(this.liking.score(slot));
  }
}

const rulesFrom = (view: View, basket: readonly string[]): Map<string, Rule> => {
  const best = new Map<string, Rule>();
  if (basket.length === 0) return best;
  for (const rule of view.baskets.leadingOutOf(basket, RULES_MAX)) {
    const [itemId = ""] = rule.then;
    if (rule.confidence > (best.get(itemId)?.confidence ?? 0)) best.set(itemId, rule);
  }
  return best;
};

const nextAfter = (
  view: View,
  last: string | undefined,
): Map<string, { readonly probability: number; readonly count: number }> => {
  const page = last === undefined ? undefined : view.clicks.page(last, NEXT_MAX);
  return new Map(
    (page?.transitions ?? []).map(({ itemId, probability, count }) => [itemId, { probability, count }]),
  );
};

const mixtureOf = (view: View, { preferences }: Taste): Mixture | undefined =>
  view.content.mixture(
    new Map(preferences.slice(-CONTENT_HISTORY).map(({ itemId, weight }) => [itemId, Math.sqrt(weight)])),
  );
