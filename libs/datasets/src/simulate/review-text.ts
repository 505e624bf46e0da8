import { drawBelow, drawChance } from "../random/draw.ts";
import type { Random } from "../random/xoshiro.ts";

/** Words of praise. After a negation they blame. */
export const POSITIVE_WORDS = [
  "great",
  "lovely",
  "excellent",
  "reliable",
  "delicious",
  "solid",
  "bright",
  "smooth",
];

/** Words of blame. After a negation they praise, mildly. */
export const NEGATIVE_WORDS = ["awful", "broken", "dull", "flimsy", "bland", "noisy", "useless", "cheap"];

const THINGS = ["sound", "taste", "handle", "colour", "box", "price", "finish", "smell", "delivery", "fit"];
const NEGATIONS = ["not", "never", "hardly"];
const NEUTRAL = [
  "I bought it in spring.",
  "It came in a box.",
  "My sister has the other one.",
  "We use it at home.",
];

const pick = (random: Random, words: readonly string[]): string =>
  words[drawBelow(random, words.length)] ?? "";

/**
 * Two to four sentences about an item.
 *
 * @param positive probability that a sentence praises, 0 to 1.
 * @param negated share of opinions said by negating the opposite word, so that words alone mislead.
 */
export const reviewText = (random: Random, positive: number, negated: number): string => {
  const sentences: string[] = [];
  for (let left = 2 + drawBelow(random, 3); left > 0; left--) {
    const praises = drawChance(random, positive);
    const byNegation = drawChance(random, negated);
    const word = pick(random, praises !== byNegation ? POSITIVE_WORDS : NEGATIVE_WORDS);
    const negation = byNegation ? `${pick(random, NEGATIONS)} ` : "";
    sentences.push(`The ${pick(random, THINGS)} is ${negation}${word}.`);
  }
  if (drawChance(random, 0.5))
    sentences.splice(drawBelow(random, sentences.length + 1), 0, pick(random, NEUTRAL));
  return sentences.join(" ");
};
