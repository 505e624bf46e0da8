import { Descriptions } from "@millrace/ranking";
import { sentencesOf, WordNeighbours } from "@millrace/text";
import { trainWords } from "../../../services/trainer/src/words.ts";
import type { TimedRating } from "./logs.ts";
import { figuresOf, type RankingFigures } from "./rankings.ts";

/** What the catalogue says of an item. */
export interface Described {
  readonly itemId: string;
  readonly title: string;
  readonly categories: readonly string[];
}

/** One item in so many has no event at all. */
const COLD_ONE_IN = 10;
const LIKED = 3.5;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const termsOf = ({ title, categories }: Described): string[] => [
  ...wordsOf(title),
  ...wordsOf(title),
  ...categories.flatMap((category) => [`category ${category}`, ...wordsOf(category)]),
];

/**
 * Whole items are held out, with all that was said of them: where each that a user liked stands among all of these items, by
 * its description alone, for a user of whom the other liked items are known.
 * @param texts what vectors of words are trained on.
 */
export const coldItems = async (
  ratings: readonly TimedRating[],
  catalogue: readonly Described[],
  texts: readonly string[],
): Promise<Readonly<Record<string, RankingFigures>>> => {
  const rated = new Set(ratings.map(({ itemId }) => itemId));
  const known = catalogue.filter(({ itemId }) => rated.has(itemId));
  const cold = new Set(known.filter((_, n) => n % COLD_ONE_IN === 0).map(({ itemId }) => itemId));
  const liked = new Map<string, string[]>();
  for (const { userId, itemId, rating } of ratings)
    if (rating >= LIKED) liked.set(userId, [...(liked.get(userId) ?? []), itemId]);
  const items = new Descriptions();
  for (const one of known) items.put(one.itemId, termsOf(one));
  const ranked = (): RankingFigures => {
    const ranks: number[] = [];
    for (const own of liked.values()) {
      const warm = own.filter((itemId) => !cold.has(itemId)).slice(-16);
      const mixture = items.mixture(new Map(warm.map((itemId) => [itemId, 2])));
      if (mixture === undefined) continue;
      const scores = new Map([...cold].map((itemId) => [itemId, mixture.likeness(itemId)]));
      for (const itemId of own.filter((one) => cold.has(one)).slice(-5)) {
        const score = scores.get(itemId) ?? 0;
        const seen = new Set(own);
        let rank = 1;
        for (const [other, theirs] of scores)
          if (!seen.has(other) && (theirs > score || (theirs === score && other < itemId))) rank++;
        ranks.push(rank);
      }
    }
    return figuresOf(ranks);
  };
  const words = ranked();
  const sentences = [...texts, ...known.map(({ title, categories }) => [title, ...categories].join(" "))];
  const { weights } = await trainWords(sentences.flatMap(sentencesOf), {
    created: "2026-01-01T00:00:00.000Z",
    dataRange: {},
    timeBudgetMs: 15_000,
  });
  items.use(new WordNeighbours(weights));
  const meant = ranked();
  const chance = 10 / cold.size;
  return {
    "by chance": { recallAt10: chance, ndcgAt10: Number.NaN, users: words.users },
    "TF-IDF": words,
    "TF-IDF and vectors of words": meant,
  };
};
