import type { Span } from "./lanes.ts";

/** Sessions as item indices, one after another in one array, with the vocabulary they refer to. */
export interface SessionData {
  /** Item ids from the most frequent down; index i + 1 stands for `items[i]`. */
  readonly items: readonly string[];
  /** Clicks of each item index among the training sessions; element 0 counts the unknown. */
  readonly counts: Float64Array;
  /** Item index of every click. */
  readonly clicks: Int32Array;
  /** The first sessions, each without its last click, which is only ever a target. */
  readonly training: readonly Span[];
  /** The last sessions, in the same way. */
  readonly validation: readonly Span[];
}

/**
 * Numbers the items of the training part by frequency (ties by first appearance); what is beyond `itemsMax`, or comes
 * in the validation part only, is unknown (index 0), as it would be when serving.
 * @param sessions item ids in order, sessions in order of time.
 */
export const sessionData = (
  sessions: readonly (readonly string[])[],
  validationShare: number,
  itemsMax: number,
): SessionData => {
  const cut = Math.max(1, Math.floor(sessions.length * (1 - validationShare)));
  const seen = new Map<string, number>();
  for (const session of sessions.slice(0, cut))
    for (const itemId of session) seen.set(itemId, (seen.get(itemId) ?? 0) + 1);
  const kept = [...seen].sort((a, b) => b[1] - a[1]).slice(0, itemsMax);
  const indices = new Map(kept.map(([itemId], i) => [itemId, i + 1]));
  const counts = new Float64Array(kept.length + 1);
  const clicks = Int32Array.from(sessions.flat(), (itemId) => indices.get(itemId) ?? 0);
  const training: Span[] = [];
  const validation: Span[] = [];
  let start = 0;
  sessions.forEach((session, i) => {
    const part = i < cut ? training : validation;
    if (session.length > 1) part.push({ start, length: session.length - 1 });
    if (i < cut)
      for (let at = start; at < start + session.length; at++) {
        const index = clicks[at] ?? 0;
        counts[index] = (counts[index] ?? 0) + 1;
      }
    start += session.length;
  });
  return { items: kept.map(([itemId]) => itemId), counts, clicks, training, validation };
};
