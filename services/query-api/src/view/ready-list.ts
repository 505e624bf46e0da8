/** Items of the lists for everybody that are kept ready. */
export const READY = 300;

/**
 * The first items of a list that are accepted, at most `limit`: of those kept ready, or, where these were all looked at and
 * there may be more, of the whole list.
 */
export const firstOf = (
  ready: readonly string[],
  limit: number,
  accept: (itemId: string) => boolean,
  whole: () => string[],
): string[] => {
  const found: string[] = [];
  for (const itemId of ready) {
    if (found.length >= limit) return found;
    if (accept(itemId)) found.push(itemId);
  }
  return found.length >= limit || ready.length < READY ? found : whole();
};
