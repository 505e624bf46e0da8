import { TasteNet, type TasteWeights } from "../networks/taste.ts";

/** What users touched, as networks over items learn it. */
export interface TasteData {
  /** The most touched items, most touched first. */
  readonly items: readonly string[];
  /** Places of what each user touched, for learning. */
  readonly users: readonly (readonly number[])[];
  /** Users kept back: all but the newest item of each, and that one. */
  readonly judged: readonly { readonly touched: readonly string[]; readonly next: string }[];
}

/** One user in so many is kept back. */
const JUDGED_ONE_IN = 10;
const JUDGED_MAX = 500;

/**
 * Histories as a network over at most `itemsMax` items learns them. O(touches).
 * @param histories what each user touched, oldest first, each item once.
 */
export const tasteData = (histories: readonly (readonly string[])[], itemsMax: number): TasteData => {
  const counts = new Map<string, number>();
  for (const history of histories)
    for (const itemId of history) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  const items = [...counts]
    .filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, itemsMax)
    .map(([itemId]) => itemId);
  const places = new Map(items.map((itemId, place) => [itemId, place]));
  const users: number[][] = [];
  const judged: { touched: readonly string[]; next: string }[] = [];
  for (const [n, history] of histories.entries()) {
    const known = history.filter((itemId) => places.has(itemId));
    const next = known.at(-1);
    if (known.length < 2 || next === undefined) continue;
    if (n % JUDGED_ONE_IN === 0 && judged.length < JUDGED_MAX)
      judged.push({ touched: known.slice(0, -1), next });
    else users.push(known.map((itemId) => places.get(itemId) ?? 0));
  }
  return { items, users, judged };
};

/** How a network ranks what users kept back turned to, among all items that they had not touched. */
export const tasteFigures = (
  weights: TasteWeights,
  { judged }: TasteData,
): { readonly recallAt10: number; readonly ndcgAt10: number; readonly logLoss: number } => {
  const net = new TasteNet(weights);
  let [recall, gain, loss] = [0, 0, 0];
  for (const { touched, next } of judged) {
    const expected = net.expect(touched);
    const target = net.placeOf(next);
    if (expected === undefined || target === undefined) continue;
    const own = expected[target] ?? 0;
    const seen = new Set(touched.map((itemId) => net.placeOf(itemId)));
    let [rank, all] = [1, 0];
    for (const [place, p] of expected.entries()) {
      if (seen.has(place)) continue;
      all += p;
      if (p > own) rank++;
    }
    loss -= Math.log(Math.max(1e-12, own / all));
    if (rank > 10) continue;
    recall++;
    gain += 1 / Math.log2(rank + 1);
  }
  const users = Math.max(1, judged.length);
  return { recallAt10: recall / users, ndcgAt10: gain / users, logLoss: loss / users };
};
