import type { HistoryReader } from "@millrace/clickhouse";
import type { View } from "../view/view.ts";
import { type Taste, tasteOf, tasteTold } from "./taste.ts";

/** Below this many things known of a user, it is looked up whether more is remembered. */
const FEW = 8;
/** Newest things that are looked up. */
const DEEDS_MAX = 256;

/**
 * What is known of a user, where need be from ClickHouse: whoever was idle for so long that memory was needed for others is
 * folded in from the history as if just met, and so is whoever came back and has done little since. The history is asked only
 * once somebody had to leave; otherwise an unknown user is simply unknown. Says whether it was left unasked. @throws {Trouble}
 */
export const rememberedTaste = async (
  view: View,
  history: Pick<HistoryReader, "deedsOf">,
  userId: string,
): Promise<Taste & { readonly isFromView: boolean }> => {
  const held = tasteOf(view, userId);
  const size = held.ratings.length + held.preferences.length;
  if (size >= FEW || view.ratings.evictions + view.board.evictions("ratings") === 0)
    return { ...held, isFromView: true };
  const deeds = await history.deedsOf(userId, DEEDS_MAX);
  const { likedFrom = 3.5 } = view.ratings.options;
  const past = tasteTold(view, {
    ratings: deeds.flatMap(({ itemId, rating }) => (rating === null ? [] : [{ itemId, rating }])),
    basket: [],
    events: deeds
      .filter(({ rating }) => rating === null || rating >= likedFrom)
      .map(({ itemId, action }) => ({ itemId, action })),
  });
  const found = past.ratings.length + past.preferences.length;
  return { ...(found > size ? { ...past, userSlot: held.userSlot } : held), isFromView: false };
};
