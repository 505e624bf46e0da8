import type { Scope } from "../scope.ts";

/** A basket with its time, in ms since 1970. */
export interface TimedBasket {
  readonly items: readonly string[];
  readonly time: number;
}

/** Counts of all sets by their items in order, and the number of baskets, both weighed. */
export interface NaiveCounts {
  readonly baskets: number;
  readonly sets: ReadonlyMap<string, number>;
}

/** Weight of each basket, by what the scope says: no clever way, all baskets at hand. */
const weightsOf = (baskets: readonly TimedBasket[], scope: Scope): number[] => {
  const newest = Math.max(...baskets.map(({ time }) => time));
  if (scope.kind === "landmark") return baskets.map(() => 1);
  if (scope.kind === "duration") return baskets.map(({ time }) => (newest - time < scope.ms ? 1 : 0));
  if (scope.kind === "decay") return baskets.map(({ time }) => 2 ** ((time - newest) / scope.halfLifeMs));
  const order = baskets
    .map((_, n) => n)
    .sort((a, b) => (baskets[b]?.time ?? 0) - (baskets[a]?.time ?? 0) || b - a);
  const inWindow = new Set(order.slice(0, scope.baskets));
  return baskets.map((_, n) => (inWindow.has(n) ? 1 : 0));
};

/** Counts every set of up to `maxLength` items (0: any) that any basket holds. Cost: 2^items per basket. */
export const countNaively = (
  baskets: readonly TimedBasket[],
  scope: Scope,
  maxLength: number,
): NaiveCounts => {
  const sets = new Map<string, number>();
  let total = 0;
  for (const [n, weight] of weightsOf(baskets, scope).entries()) {
    if (weight === 0) continue;
    total += weight;
    const items = [...(baskets[n]?.items ?? [])].sort();
    for (let mask = 1; mask < 1 << items.length; mask++) {
      const set = items.filter((_, i) => (mask >> i) & 1);
      if (maxLength > 0 && set.length > maxLength) continue;
      sets.set(set.join(" "), (sets.get(set.join(" ")) ?? 0) + weight);
    }
  }
  return { baskets: total, sets };
};
