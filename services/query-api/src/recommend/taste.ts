import type { ItemPreference, ItemRating } from "@millrace/factors";
import { weightOfAction } from "@millrace/service-reviews";
import type { View } from "../view/view.ts";

/** What is known of whoever asks. */
export interface Taste {
  readonly ratings: readonly ItemRating[];
  /** Everything liked, bought, put into the cart or looked at, oldest first. */
  readonly preferences: readonly ItemPreference[];
  /** Items that rules may start from. */
  readonly basket: readonly string[];
  /** Items in the order in which something was done with them, newest last. */
  readonly recent: readonly string[];
  /** Slot of the user among the preferences; −1 for somebody never seen. */
  readonly userSlot: number;
}

/** What a request may say of somebody. */
export interface Told {
  readonly ratings: readonly ItemRating[];
  readonly basket: readonly string[];
  /** Newest last. */
  readonly events: readonly { readonly itemId: string; readonly action?: string }[];
}

/** Newest strong preferences that rules start from. */
const BASKET_MAX = 10;

/** What is known of a user. */
export const tasteOf = (view: View, userId: string): Taste => {
  const { factors, preferences, options } = view.ratings;
  const history = preferences.preferencesOf(userId);
  const strong = weightOfAction(options, "cart") || 2;
  return {
    ratings: factors.ratingsOf(userId),
    preferences: history,
    basket: history
      .filter(({ weight }) => weight >= strong)
      .slice(-BASKET_MAX)
      .map(({ itemId }) => itemId),
    recent: history.map(({ itemId }) => itemId),
    userSlot: preferences.userSlot(userId),
  };
};

/** What a request says of somebody never seen. Later words on an item count; an unknown action counts as a view. */
export const tasteTold = (view: View, { ratings, basket, events }: Told): Taste => {
  const { options } = view.ratings;
  const likedFrom = options.likedFrom ?? 3.5;
  const weights = new Map<string, number>();
  const say = (itemId: string, weight: number): void => {
    const most = Math.max(weight, weights.get(itemId) ?? 0);
    weights.delete(itemId);
    if (most > 0) weights.set(itemId, most);
  };
  for (const { itemId, rating } of ratings)
    if (rating >= likedFrom) say(itemId, weightOfAction(options, "rating"));
  for (const itemId of basket) say(itemId, weightOfAction(options, "basket"));
  for (const { itemId, action = "view" } of events)
    say(itemId, weightOfAction(options, action) || weightOfAction(options, "view"));
  return {
    ratings,
    preferences: [...weights].map(([itemId, weight]) => ({ itemId, weight })),
    basket: [...new Set(basket)],
    recent: events.map(({ itemId }) => itemId),
    userSlot: -1,
  };
};

/** Whether nothing is known. */
export const isNobody = ({ ratings, preferences, basket }: Taste): boolean =>
  ratings.length === 0 && preferences.length === 0 && basket.length === 0;

/** All items that the taste speaks of. */
export const seenIn = ({ ratings, preferences, basket }: Taste): Set<string> =>
  new Set([...ratings, ...preferences].map(({ itemId }) => itemId).concat(basket));

/** The taste as if nothing had ever been said of one item. */
export const tasteWithout = (taste: Taste, itemId: string): Taste => {
  const left = <T extends { readonly itemId: string }>(list: readonly T[]): T[] =>
    list.filter((one) => one.itemId !== itemId);
  return {
    ...taste,
    ratings: left(taste.ratings),
    preferences: left(taste.preferences),
    basket: taste.basket.filter((one) => one !== itemId),
    recent: taste.recent.filter((one) => one !== itemId),
  };
};
