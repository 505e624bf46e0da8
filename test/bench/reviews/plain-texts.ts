import { seededRandom } from "@millrace/datasets";

const PARTS = {
  thing: [
    "sound",
    "battery life",
    "screen",
    "strap",
    "cable",
    "pedal",
    "string",
    "tuner",
    "case",
    "price",
    "delivery",
  ],
  is: ["is", "was", "seems", "is not", "isn't", "has been"],
  said: [
    "great",
    "awful",
    "good",
    "cheap",
    "perfect",
    "broken",
    "fine",
    "loud",
    "solid",
    "noisy",
    "well made",
  ],
  more: [
    "I bought it for my guitar",
    "and it works well",
    "but it broke after 2 weeks",
    "my son loves it",
    "would buy again!",
  ],
} as const;
/** One sentence in so many has a word that never came. */
const RARE_ONE_IN = 25;

const pick = <T>(list: readonly T[], random: () => number): T | undefined =>
  list[Math.floor(random() * list.length)];

const sentence = (random: () => number): string =>
  random() < 1 / RARE_ONE_IN
    ? `The zx${Math.floor(random() * 1e6).toString(36)} ${pick(PARTS.is, random)} ${pick(PARTS.said, random)}.`
    : `The ${pick(PARTS.thing, random)} ${pick(PARTS.is, random)} ${pick(PARTS.said, random)}, ${pick(PARTS.more, random)}.`;

/** A text of about so many words, the same for the same number. */
export const textOfWords = (words: number, number: number): string => {
  const source = seededRandom(number + 1, words);
  const random = (): number => source.unit();
  const made: string[] = [];
  while (made.length < words) made.push(...sentence(random).split(" "));
  return made.slice(0, words).join(" ");
};

/** Texts of about so many words, one after the other. */
export function* plainTexts(words: number): Generator<string, void, undefined> {
  for (let n = 0; ; n++) yield textOfWords(words, n);
}
