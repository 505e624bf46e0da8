import { lowerAscii } from "../plain-ascii.ts";
import { preprocess } from "../preprocess.ts";
import { asciiSentences } from "./ascii-sentences.ts";

/** Words of a text that the language model reads at most. */
const WORDS_MAX = 256;
/** Characters that may hold so many words. */
const CHARS_MAX = 8_000;
const PIECES = /[\p{L}\p{M}\p{N}'_@/\\-]+|[^\p{L}\p{M}\p{N}'\s]+/gu;
const WORD = /^\p{L}[\p{L}\p{M}'-]*$/u;
/** Longer words are none that anybody would complete. */
const WORD_CHARS_MAX = 32;

/** What completion keeps of a text: spelling in small letters, apostrophes, no mark-up. */
const switches = {
  html: true,
  unicode: true,
  ideographs: false,
  case: true,
  contractions: false,
  negation: false,
  numbers: false,
  punctuation: false,
} as const;

const SKIPPED = /^[,"'-]+$/;

/**
 * A text's sentences as words in small letters. Numbers, addresses and whatever else holds no word end a sentence too,
 * so that no phrase runs over what was left out. At most 256 words of the first 8,000 characters.
 */
export const sentencesOf = (text: string): readonly (readonly string[])[] => {
  const read = text.slice(0, CHARS_MAX);
  const ascii = lowerAscii(read);
  if (ascii !== undefined) return asciiSentences(ascii, WORDS_MAX, WORD_CHARS_MAX);
  const clean = preprocess(read, switches);
  if (!/[^\0-\x7f]/.test(clean)) return asciiSentences(clean, WORDS_MAX, WORD_CHARS_MAX);
  const sentences: string[][] = [];
  let words: string[] = [];
  let left = WORDS_MAX;
  const end = (): void => {
    if (words.length > 0) sentences.push(words);
    words = [];
  };
  for (const piece of clean.match(PIECES) ?? []) {
    if (left === 0) break;
    if (SKIPPED.test(piece)) continue;
    const word = piece.replace(/^['-]+|['-]+$/g, "");
    if (word.length > WORD_CHARS_MAX || !WORD.test(word)) {
      end();
      continue;
    }
    words.push(word);
    left--;
  }
  end();
  return sentences;
};
