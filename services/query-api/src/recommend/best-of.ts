/** An item with what decides its place. */
export interface Placed {
  readonly itemId: string;
  readonly score: number;
}

/** Whether one comes before the other: by score, of equals by id. */
const isAhead = (a: Placed, b: Placed): boolean =>
  a.score > b.score || (a.score === b.score && a.itemId < b.itemId);

/**
 * The `most` best of some items, best first, of equals the first ids. O(items + most² ) where few of many are wanted, else
 * O(items log items). @param scoreOf asked once of each
 */
export const bestOf = (
  itemIds: Iterable<string>,
  most: number,
  scoreOf: (itemId: string) => number,
): Placed[] => {
  const best: Placed[] = [];
  const order = (a: Placed, b: Placed): number => (isAhead(a, b) ? -1 : 1);
  let worst: Placed | undefined;
  for (const itemId of itemIds) {
    const score = scoreOf(itemId);
    if (worst !== undefined && (score < worst.score || (score === worst.score && itemId > worst.itemId)))
      continue;
    best.push({ itemId, score });
    // Twice as many as are wanted are ordered at a time: each is compared a few times only.
    if (best.length < 2 * most + 16) continue;
    best.sort(order).length = most;
    worst = best.at(-1);
  }
  return best.sort(order).slice(0, most);
};
