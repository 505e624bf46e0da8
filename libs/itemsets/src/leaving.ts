/** When there is no room, one in so many leaves, so that choosing them costs little per item. */
const LEAVING_SHARE = 16;

/**
 * Items that leave where only `itemsMax` fit: the least supported, among those of the same count the newest.
 * Cost: O(items log items).
 */
export const leastSupported = (
  numbers: ReadonlyMap<string, number>,
  countOf: (number: number) => number,
  itemsMax: number,
): readonly (readonly [id: string, number: number])[] => {
  const order = [...numbers].sort(([, a], [, b]) => countOf(a) - countOf(b) || b - a);
  return order.slice(0, Math.max(1, Math.floor(itemsMax / LEAVING_SHARE)));
};
