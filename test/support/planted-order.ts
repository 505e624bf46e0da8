/** A review whose last judgement counts, and whether that is a good one. */
export interface OrderedText {
  readonly text: string;
  readonly positive: boolean;
}

const FILLERS = "box string case pedal cable amp tuner strap knob stand".split(" ");

/**
 * A text that says both "superb" and "dismal" once, each between the same kinds of words: which of them comes last decides.
 * Words and pairs of words are alike in both classes, so that only what reads them in order can tell. @param number of the
 * text; the same gives the same text.
 */
export const orderedText = (number: number): OrderedText => {
  let seed = Math.imul(number + 1, 0x9e3779b1);
  const below = (most: number): number => {
    seed = Math.imul(seed ^ (seed >>> 15), 0x85ebca6b) + 0x6d2b79f5;
    return ((seed ^ (seed >>> 13)) >>> 0) % most;
  };
  const fillers = (count: number): string[] =>
    Array.from({ length: count }, () => FILLERS[below(FILLERS.length)] ?? "");
  const positive = below(2) === 1;
  const [first, last] = positive ? ["dismal", "superb"] : ["superb", "dismal"];
  const words = [...fillers(1 + below(2)), first, ...fillers(1 + below(3)), last, ...fillers(1 + below(2))];
  return { text: words.join(" "), positive };
};
