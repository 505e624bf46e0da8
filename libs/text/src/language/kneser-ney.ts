import type { TrigramCounts } from "./trigram-counts.ts";

/** Words that nobody has said yet share what is left at last, as if there were so many words in all. */
export const WORDS_IMAGINED = 50_000;

/**
 * Probability of a word after a word: p(w | v) by how many different words came before each pair. O(1).
 *
 *     p(w | v) = max(N₁₊(• v w) − D₂, 0) / N₁₊(• v •) + D₂·N₁₊(v •) / N₁₊(• v •) · p(w)
 *     p(w) = (1 − λ)·N₁₊(• w) / N₁₊(• •) + λ / 50,000     with λ = V / (V + N₁₊(• •))
 */
export const probabilityAfterOne = (counts: TrigramCounts, second: number, third: number): number => {
  const { below, vocabulary } = counts;
  const types = below.pairTypes;
  const left = (vocabulary.size + 1) / (vocabulary.size + 1 + types);
  const alone =
    (1 - left) * (third < 0 || types === 0 ? 0 : below.beforeWord(third) / types) + left / WORDS_IMAGINED;
  const around = second < 0 ? 0 : below.aroundWord(second);
  if (around === 0) return alone;
  const discount = below.ofPairs.discount;
  const pair = third < 0 ? -1 : below.find(second, third);
  const own = pair < 0 ? 0 : Math.max(below.before(pair) - discount, 0);
  return (own + discount * below.followersOfWord(second) * alone) / around;
};

/**
 * Probability of a word after two others by interpolated Kneser-Ney smoothing (Kneser & Ney 1995; Chen & Goodman 1999,
 * equation 14), with discounts from the counts of counts. −1 stands for a word that is not known. O(1), about 0.3 µs.
 *
 *     p(w | u v) = max(c(u v w) − D₃, 0) / c(u v •) + D₃·N₁₊(u v •) / c(u v •) · p(w | v)
 */
export const probability = (counts: TrigramCounts, first: number, second: number, third: number): number => {
  const lower = probabilityAfterOne(counts, second, third);
  const { below } = counts;
  const context = first < 0 || second < 0 ? -1 : below.find(first, second);
  const total = context < 0 ? 0 : below.total(context);
  if (total === 0) return lower;
  const discount = below.ofTrigrams.discount;
  const slot = third < 0 ? -1 : counts.find(first, second, third);
  const own = slot < 0 ? 0 : Math.max(counts.countAt(slot) - discount, 0);
  return (own + discount * below.followers(context) * lower) / total;
};
