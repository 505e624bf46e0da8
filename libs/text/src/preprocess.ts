import { asciiWords } from "./ascii-words.ts";
import { html } from "./html.ts";
import { lemmaOf } from "./lemmas/lemma.ts";
import { plainAscii, withoutQuotes } from "./plain-ascii.ts";
import { porter2 } from "./porter2.ts";
import { stopWords } from "./stop-words.ts";

/**
 * Steps from a raw text to the words that are left, in the order in which they are always taken. Pairs of words and
 * hashing come after: `featuresOf`.
 */
export const preprocessingSteps = [
  "html",
  "unicode",
  "emoji",
  "ideographs",
  "case",
  "contractions",
  "negation",
  "numbers",
  "punctuation",
  "stopWords",
  "lemmas",
  "stems",
] as const;
/** One of {@link preprocessingSteps}. */
export type PreprocessingStep = (typeof preprocessingSteps)[number];

/** Steps to leave out, by `false`, or to take, by `true`. */
export type StepSwitches = { readonly [S in PreprocessingStep]?: boolean };

/** What is done where nothing is said: all but leaving out stop words and taking lemmas or stems, which the lexicon does without. */
export const defaultSwitches: Readonly<Record<PreprocessingStep, boolean>> = {
  html: true,
  unicode: true,
  emoji: true,
  ideographs: true,
  case: true,
  contractions: true,
  negation: true,
  numbers: true,
  punctuation: true,
  stopWords: false,
  lemmas: false,
  stems: false,
};

// Normalising takes quadratic time in a run of combining marks (6 s for 160,000), so a run is cut at the 30 of the
// Stream-Safe Text Format (Unicode Standard Annex 15, section 13); once more after, as marks may decompose into two.
const cutMarks = (text: string): string => text.replace(/(\p{M}{30})\p{M}+/gu, "$1");
const hasOnlyAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** Compatible and composed characters (NFKC), one kind of apostrophe, nothing invisible. */
const unicode = (text: string): string => {
  if (hasOnlyAscii(text)) return text.replaceAll("`", "'");
  const visible = text.replace(/[\p{Cf}\p{Cs}]/gu, "").replaceAll("´", "'");
  return cutMarks(cutMarks(visible).normalize("NFKC")).replace(/[‘’‛ʼ′`]/g, "'");
};

const SMILE = /[:;=]'?-?[)\]D]|<3/g;
// A run as a whole: of "<3<3" the first ends in a digit, by which the second would be part of a word.
const SMILES = /(?<![\p{L}\p{N}])(?:[:;=]'?-?[)\]D]|<3)+(?![\p{L}\p{N}])/gu;
const FROWN = /(?<![\p{L}\p{N}])[:=]'?-?[([](?![\p{L}\p{N}])/gu;

/** Emoticons become words, `_smile` and `_frown`; of an emoji's variants (skin, style, joined parts) the plain ones stay. */
const emoji = (text: string): string => {
  const plain = hasOnlyAscii(text) ? text : text.replace(/\p{Emoji_Modifier}|\uFE0E|\uFE0F|\u20E3/gu, "");
  if (!/[:;=<]/.test(plain)) return plain;
  return plain.replace(SMILES, (run) => run.replace(SMILE, " _smile ")).replace(FROWN, " _frown ");
};

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*/gu;

/** Scripts that put no space between words: each character is a word, so that pairs of words are pairs of characters. */
const ideographs = (text: string): string => (hasOnlyAscii(text) ? text : text.replace(UNSPACED, " $& "));

const irregular: Readonly<Record<string, string>> = {
  "can't": "can not",
  "won't": "will not",
  "shan't": "shall not",
};
const ending: Readonly<Record<string, string>> = { re: "are", ve: "have", ll: "will", m: "am", d: "would" };

/** Written out: "don't" and "dont" become "do not", "they're" "they are"; the 's of a possessive goes. */
const contractions = (text: string): string => {
  if (!/['t]/.test(text)) return text;
  // Looking for a few letters costs a tenth of looking for a pattern.
  let plain = text;
  if (text.includes("nt"))
    plain = plain.replace(/\b(do|does|did|is|are|was|were|has|have|had|would|could|should)nt\b/g, "$1 not");
  if (text.includes("can")) plain = plain.replace(/\bcan(?:not|t)\b/g, "can not");
  if (text.includes("wont")) plain = plain.replace(/\bwont\b/g, "will not");
  return plain.includes("'") ? apostrophes(plain) : plain;
};

const apostrophes = (text: string): string =>
  text
    .replace(/\b(?:can|won|shan)'t\b/g, (word) => irregular[word] ?? word)
    .replace(/n't\b/g, " not")
    .replace(/'(re|ve|ll|m|d)\b/g, (_, short: string) => ` ${ending[short] ?? ""}`)
    .replace(/'s\b/g, "");

/** Words that turn what follows into its opposite. */
export const negators: ReadonlySet<string> = new Set([
  "not",
  "no",
  "never",
  "nor",
  "neither",
  "without",
  "hardly",
  "barely",
  "nothing",
]);
const NEGATES = new RegExp(`\\b(?:${[...negators].join("|")})\\b`);
/** Words that a negation reaches at most. */
export const SCOPE_WORDS = 3;

/** Words after a negation get "not_" in front, up to three and not beyond the clause (Das & Chen 2001). */
const negation = (text: string): string => (NEGATES.test(text) ? negationFrom(text, 0).text : text);

/** The same within a text, where the negation before it still reaches `left` words. */
const negationFrom = (text: string, reached: number) => {
  const parts = hasOnlyAscii(text) ? /[a-zA-Z0-9_']+|[.,:;!?()]/g : /[\p{L}\p{M}\p{N}_']+|[.,:;!?()]/gu;
  let left = reached;
  const marked = text.replace(parts, (word) => {
    if (/^[.,:;!?()]/.test(word) || word === "but") left = 0;
    else if (negators.has(word)) left = SCOPE_WORDS;
    else if (left > 0) {
      left--;
      return `not_${word}`;
    }
    return word;
  });
  return { text: marked, left };
};

/** Whole numbers up to ten stay, as they are often marks out of five or ten; every other number is one word. */
const numbers = (text: string): string => {
  if (!/\p{Nd}/u.test(text)) return text;
  return text.replace(/(?<![\p{L}\p{M}\p{N}_])\p{Nd}[\p{Nd}.,]*/gu, (number, offset: number) => {
    const digits = number.replace(/[.,]+$/, "");
    const rest = number.slice(digits.length);
    if (
      rest === "" &&
      /^[\p{L}\p{M}\p{N}_]/u.test(text.slice(offset + number.length, offset + number.length + 2))
    )
      return number;
    return /^(?:\d|10)$/.test(digits) ? number : `_number${rest}`;
  });
};

/** Whatever is neither a letter, digit, `_` nor an emoji becomes a space; an emoji stands alone. */
const punctuation = (text: string): string => {
  if (hasOnlyAscii(text)) return text.replace(/[^a-zA-Z0-9_]+/g, " ");
  return text
    .replace(/[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}_]+/gu, " ")
    .replace(/\p{Extended_Pictographic}/gu, " $& ");
};

/** Words as they stand between spaces, changed one by one; a negated one as its own word is. */
const wordwise = (text: string, change: (word: string) => string): string =>
  text.replace(/[^\s]+/g, (word) =>
    word.startsWith("not_") ? `not_${change(word.slice(4))}` : change(word),
  );

const withoutStopWords = (text: string): string =>
  text.replace(/[^\s]+/g, (word) =>
    stopWords.has(word.startsWith("not_") ? word.slice(4) : word) ? " " : word,
  );

const apply: Readonly<Record<PreprocessingStep, (text: string) => string>> = {
  html,
  unicode,
  emoji,
  ideographs,
  case: (text) => text.toLowerCase(),
  contractions,
  negation,
  numbers,
  punctuation,
  stopWords: withoutStopWords,
  lemmas: (text) => wordwise(text, lemmaOf),
  stems: (text) => wordwise(text, porter2),
};

/**
 * Takes the steps, in their order, whatever the text: nothing throws, and time and length are linear in the text
 * (about 18 times as long at the most, for ligatures that stand for whole phrases). About 15 µs for 80 words.
 */
export const preprocess = (text: string, switches: StepSwitches = {}): string =>
  take(text, preprocessingSteps, switches);

/** Characters of a text that models read: more than 2,000 words, so that no text can hold up the others. */
export const CHARS_READ = 20_000;

const scan = asciiWords({
  contractions,
  negation: negationFrom,
  numbers,
  punctuation,
  negators,
  scopeWords: SCOPE_WORDS,
});

/** The steps that look at characters, and those that look at words, where they are to be taken one after the other. */
const characterSteps = preprocessingSteps.slice(0, preprocessingSteps.indexOf("contractions"));
const wordSteps = preprocessingSteps.slice(characterSteps.length);

const take = (text: string, steps: readonly PreprocessingStep[], switches: StepSwitches): string => {
  let result = text;
  for (const step of steps) if (switches[step] ?? defaultSwitches[step]) result = apply[step](result);
  return result;
};

const splitWords = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

/**
 * The words of a text after preprocessing, in order, repeats kept; none of them is empty. With the switches as they are by
 * themselves most texts are gone through once, about 5 µs for 80 words.
 */
export const tokensOf = (text: string, switches?: StepSwitches): readonly string[] => {
  if (switches !== undefined) return splitWords(preprocess(text, switches));
  const plain = plainAscii(text);
  if (plain !== undefined) return scan(plain);
  const spelled = take(text, characterSteps, {});
  const ascii = withoutQuotes(spelled);
  return ascii === undefined ? splitWords(take(spelled, wordSteps, {})) : scan(ascii);
};
