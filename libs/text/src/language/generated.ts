import { probability } from "./kneser-ney.ts";
import type { TrigramCounts } from "./trigram-counts.ts";
import { BEGIN, END } from "./vocabulary.ts";

/** Words of a sentence at most. */
const WORDS_MAX = 40;

/**
 * A sentence as the model would say it: each word is drawn among those that followed the last two, or the last one, with
 * probabilities p^(1/temperature). Towards 0 the likeliest word always comes; at 1 words come as often as they did.
 * @param random uniform in [0, 1).
 * @param temperature above 0.
 */
export const generatedSentence = (
  counts: TrigramCounts,
  random: () => number,
  temperature: number,
): string => {
  const words: string[] = [];
  let [first, second] = [BEGIN, BEGIN];
  while (words.length < WORDS_MAX) {
    const next = drawn(counts, first, second, random, temperature);
    if (next === END) break;
    words.push(counts.vocabulary.word(next));
    first = second;
    second = next;
  }
  return words.join(" ");
};

const drawn = (
  counts: TrigramCounts,
  first: number,
  second: number,
  random: () => number,
  temperature: number,
): number => {
  const candidates = new Set<number>();
  counts.forFollowers(first, second, (third) => candidates.add(third));
  if (candidates.size === 0) counts.below.forFollowers(second, (third) => candidates.add(third));
  candidates.delete(BEGIN);
  const ids = [...candidates];
  const logs = ids.map((id) => Math.log(probability(counts, first, second, id)) / temperature);
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return ids[i] ?? END;
  }
  return ids.at(-1) ?? END;
};
