/** A candidate of a list. */
export interface Relevant {
  /** How well it suits; only differences count. */
  readonly score: number;
}

/**
 * Maximal marginal relevance (Carbonell & Goldstein 1998): the list is filled one by one with the candidate of the
 * greatest (1 − d) r − d max s, r its relevance scaled to 0..1 over the candidates, s its likeness to what is in the list.
 * d = 0 sorts by relevance, d = 1 only keeps apart. O(limit x candidates) calls of `likeness`. Equals stay in their order.
 *
 * @param ranked best first.
 * @param likeness 0..1, symmetric.
 */
export const diversified = <T extends Relevant>(
  ranked: readonly T[],
  limit: number,
  diversity: number,
  likeness: (a: T, b: T) => number,
): T[] => {
  if (diversity <= 0 || ranked.length <= 1) return ranked.slice(0, limit);
  const scores = ranked.map(({ score }) => score);
  const least = Math.min(...scores);
  const span = Math.max(...scores) - least;
  const left = ranked.map((item) => ({
    item,
    relevance: span > 0 ? (item.score - least) / span : 1,
    near: 0,
  }));
  const list: T[] = [];
  while (list.length < limit && left.length > 0) {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (const [n, { relevance, near }] of left.entries()) {
      const value = (1 - diversity) * relevance - diversity * near;
      if (value > most) {
        most = value;
        best = n;
      }
    }
    const [taken] = left.splice(best, 1);
    if (taken === undefined) break;
    list.push(taken.item);
    for (const other of left) other.near = Math.max(other.near, likeness(taken.item, other.item));
  }
  return list;
};

/** Mean likeness of all pairs of a list: what diversity lowers. 0 for fewer than two. */
export const meanLikeness = <T>(list: readonly T[], likeness: (a: T, b: T) => number): number => {
  let [sum, pairs] = [0, 0];
  for (const [n, a] of list.entries())
    for (const b of list.slice(0, n)) {
      sum += likeness(a, b);
      pairs++;
    }
  return pairs === 0 ? 0 : sum / pairs;
};
