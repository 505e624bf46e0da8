import { preprocess } from "../preprocess.ts";

/** Words of a text that the language model reads at most. */
const WORDS_MAX = 256;
/** Longer words are none that anybody would complete. */
const WORD_CHARS_MAX = 32;

/** What completion keeps of a text: spelling in small letters, apostrophes, no mark-up. */
const switches = {
  html: true,
  unicode: true,
  case: true,
  contractions: false,
  negation: false,
  numbers: false,
  punctuation: false,
} as const;

/**
 * A text's sentences as words in small letters. Numbers, addresses and whatever else holds no word end a sentence too,
 * so that no phrase runs over what was left out. At most 256 words. Linear in the text.
 */
export const sentencesOf = (text: string): readonly (readonly string[])[] => {
  const sentences: string[][] = [];
  let words: string[] = [];
  let left = WORDS_MAX;
  const end = (): void => {
    if (words.length > 0) sentences.push(words);
    words = [];
  };
  for (const [piece] of preprocess(text, switches).matchAll(
    /[\p{L}\p{M}\p{N}'_@/\\-]+|[^\p{L}\p{M}\p{N}'\s]+/gu,
  )) {
    if (left === 0) break;
    if (/^[,"'-]+$/.test(piece)) continue;
    const word = piece.replace(/^['-]+|['-]+$/g, "");
    if (word.length > WORD_CHARS_MAX || !/^[\p{L}\p{M}][\p{L}\p{M}'-]*$/u.test(word)) {
      end();
      continue;
    }
    words.push(word);
    left--;
  }
  end();
  return sentences;
};
