import {
  type FoldedPreferences,
  type FoldedUser,
  nearnessOf,
  type SlotSums,
  type Touched,
} from "@millrace/factors";
import type { Rule } from "@millrace/itemsets";
import type { TasteNet } from "@millrace/neural";
import { blended, type Mixture, placeOf, type SourceScores, sources } from "@millrace/ranking";
import type { View } from "../view/view.ts";
import type { Taste } from "./taste.ts";

/** Rules and next items that are looked at. */
const RULES_MAX = 200;
const NEXT_MAX = 100;
/** Newest preferences of which descriptions are compared. */
const CONTENT_HISTORY = 16;
/** Two stars above the mean are as good as it gets. */
const STARS = 2;

/** Weights by which every source counts. */
const everySource: readonly number[] = sources.map(() => 1);

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
  /** The network that {@link expected} is of. */
  readonly #leading: TasteNet | undefined;
  /** What {@link total} needs of each source's word: scratch. */
  readonly #said = new Float64Array(sources.length);

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
    this.#leading = view.ratings.leading;
    this.expected = this.#leading?.expect(taste.preferences.map(({ itemId }) => itemId));
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
    this.#ask(itemId, everySource);
    return [...this.#said];
  }

  /** Their sum, each times its weight, as `blended` has it. O(k + terms). @param weights in the order of the sources. */
  total(itemId: string, weights: readonly number[]): number {
    this.#ask(itemId, weights);
    return blended(weights, this.#said);
  }

  /** Asks every source that counts for anything about an item. */
  #ask(itemId: string, weights: readonly number[]): void {
    const { ratings } = this.#view;
    const slot = ratings.preferences.slotOf(itemId);
    const rated = ratings.factors.slotOf(itemId);
    const said = this.#said.fill(0);
    if (rated >= 0) {
      if (this.folded !== undefined)
        said[placeOf.factors] = clamp((this.folded.score(rated) - this.#mean) / STARS, -1);
      said[placeOf.liked] = clamp((ratings.liking(rated) - this.#mean) / STARS, -1);
    }
    if (weights[placeOf.preferences] !== 0) said[placeOf.preferences] = this.#preferred(itemId, slot);
    if (slot >= 0) {
      if (weights[placeOf.items] !== 0) said[placeOf.items] = nearnessOf(this.cosine(slot));
      if (weights[placeOf.users] !== 0) said[placeOf.users] = clamp(this.alike?.get(slot) ?? 0);
      if (weights[placeOf.trending] !== 0) said[placeOf.trending] = clamp(ratings.trend(slot));
      if (weights[placeOf.popular] !== 0) said[placeOf.popular] = ratings.popularity(slot);
    }
    said[placeOf.rules] = this.rules.get(itemId)?.confidence ?? 0;
    said[placeOf.next] = this.next.get(itemId)?.probability ?? 0;
    if (weights[placeOf.content] !== 0) said[placeOf.content] = this.mixture?.likeness(itemId) ?? 0;
  }

  /** By the network, where one leads, else by the factors. */
  #preferred(itemId: string, slot: number): number {
    if (this.#leading !== undefined) return this.expected?.[this.#leading.placeOf(itemId) ?? -1] ?? 0;
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
