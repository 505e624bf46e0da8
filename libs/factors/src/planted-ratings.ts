import { uniform } from "./uniform.ts";

/** A rating with its ids, as drawn. */
export interface PlantedRating {
  readonly userId: string;
  readonly itemId: string;
  /** 0.5..5 in halves. */
  readonly rating: number;
}

/**
 * Ratings from planted biases and `k` planted factors with noise of 0.5, each user's item drawn with a taste for low
 * numbers: a small, seeded MovieLens for tests.
 */
export const plantedRatings = (
  ratings: number,
  users: number,
  items: number,
  k: number,
  seed: number,
): PlantedRating[] => {
  const random = uniform(seed);
  const normal = (): number => random() + random() + random() + random() + random() + random() - 3;
  const rows = (n: number): number[][] =>
    Array.from({ length: n }, () => [
      normal() * 0.5,
      ...Array.from({ length: k }, () => (normal() * 1.2) / Math.sqrt(k) ** 0.5),
    ]);
  const u = rows(users);
  const v = rows(items);
  return Array.from({ length: ratings }, () => {
    const user = Math.floor(random() * users);
    const item = Math.floor(random() ** 2 * items);
    const a = u[user] ?? [];
    const b = v[item] ?? [];
    let r = 3.4 + (a[0] ?? 0) + (b[0] ?? 0) + normal() * 0.7;
    for (let f = 1; f <= k; f++) r += (a[f] ?? 0) * (b[f] ?? 0);
    return {
      userId: `u${user}`,
      itemId: `i${item}`,
      rating: Math.min(5, Math.max(0.5, Math.round(r * 2) / 2)),
    };
  });
};
