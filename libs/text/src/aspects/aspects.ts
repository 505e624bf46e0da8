import { lexiconScore, valencesOf } from "../lexicon/lexicon.ts";
import { preprocess } from "../preprocess.ts";
import { type Sentiment, sentimentLabel } from "../sentiment.ts";
import { byWord } from "../word-memo.ts";
import { nounPhrases } from "./noun-phrases.ts";
import type { TaggedWord, Tagger } from "./tagged.ts";

/** A thing that a text speaks of, and what it says of it. */
export interface Aspect {
  /** Noun phrase in small letters. */
  readonly aspect: string;
  /** Whether it is a name, such as a brand's. */
  readonly entity: boolean;
  readonly label: Sentiment;
  /** Probability of positive by the words of its clause, 0 to 1; ½ where they say nothing. */
  readonly score: number;
  /** The sentence that it stands in, at most 120 characters. */
  readonly sentence: string;
}

/** Most aspects of one text, in order of appearance. */
export const ASPECTS_MAX = 12;
/** Characters of a text that are read for aspects. */
const CHARS_MAX = 4_000;
const SENTENCE_CHARS_MAX = 120;
const WORD_CHARS_MAX = 40;

/** What is done to a text before it is tagged: mark-up is nothing that anybody speaks of. */
const switches = {
  html: true,
  unicode: false,
  emoji: false,
  ideographs: false,
  case: false,
  contractions: false,
  negation: false,
  numbers: false,
  punctuation: false,
} as const;

/** Words at which one says something else than before. */
const turns = new Set([
  "but",
  "although",
  "though",
  "however",
  "whereas",
  "while",
  "yet",
  "except",
  "despite",
]);

const turnsAt = byWord((word) => turns.has(word.toLowerCase()) || /^[;:–—-]+$/.test(word));

/**
 * The aspects of a text with what is said of each: the valence of the words of its clause, else of its sentence. Never
 * throws. Reads the first 4,000 characters; costs what the tagger does and about as much again.
 */
export const aspectsOf = (text: string, tagger: Tagger): readonly Aspect[] => {
  const found = new Map<string, Aspect>();
  for (const sentence of tagger(preprocess(beginningOf(text), switches))) {
    if (found.size >= ASPECTS_MAX) break;
    const mentions = nounPhrases(sentence);
    if (mentions.length === 0) continue;
    const clauses = clausesOf(sentence);
    const valences = valencesOf(sentence.map(({ word }) => word));
    const shown = spoken(sentence);
    for (const { name, entity, at } of mentions) {
      if (found.size >= ASPECTS_MAX && !found.has(name)) continue;
      const clause = clauses.find(({ to }) => at < to);
      const own = clause === undefined ? 0 : sumOf(valences, clause.from, clause.to);
      // Where the clause is silent the sentence speaks, unless it has clauses that say different things.
      const score = lexiconScore(own !== 0 || clauses.length > 1 ? own : sumOf(valences, 0, valences.length));
      const before = found.get(name);
      if (before !== undefined && Math.abs(before.score - 0.5) >= Math.abs(score - 0.5)) continue;
      found.set(name, { aspect: name, entity, label: sentimentLabel(score), score, sentence: shown });
    }
  }
  return [...found.values()];
};

/** What is read of a text, without the beginning of a word at its end: that may be another word. */
const beginningOf = (text: string): string => {
  if (text.length <= CHARS_MAX) return text;
  const space = text.lastIndexOf(" ", CHARS_MAX);
  return text.slice(0, space > CHARS_MAX - WORD_CHARS_MAX ? space : CHARS_MAX);
};

const clausesOf = (
  sentence: readonly TaggedWord[],
): readonly { readonly from: number; readonly to: number }[] => {
  const clauses: { from: number; to: number }[] = [];
  let from = 0;
  for (const [at, { word, tag }] of sentence.entries()) {
    if (at === from || (!turnsAt(word) && !newSubject(sentence, at, tag))) continue;
    clauses.push({ from, to: at });
    from = at;
  }
  clauses.push({ from, to: sentence.length });
  return clauses;
};

/** "and" or a comma before a subject with its verb: the clause ends here. */
const newSubject = (sentence: readonly TaggedWord[], at: number, tag: string): boolean => {
  const word = sentence[at]?.word;
  if (word !== "," && (tag !== "CCONJ" || word?.toLowerCase() === "or")) return false;
  for (const next of sentence.slice(at + 1, at + 6)) {
    if (next.tag === "AUX" || next.tag === "VERB") return true;
    if (!["DET", "NOUN", "PROPN", "PRON", "ADJ", "ADV"].includes(next.tag)) return false;
  }
  return false;
};

const sumOf = (values: Float64Array, from: number, to: number): number => {
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at] ?? 0;
  return sum;
};

/** What stands before it without a space. */
const leans = byWord((word) => /^(?:[.,;:!?)]|n't\b|'(?:s|re|ve|ll|d|m)\b)/.test(word));

/** The beginning of a sentence as it was written. */
const spoken = (sentence: readonly TaggedWord[]): string => {
  let said = "";
  for (const { word } of sentence) {
    said += said === "" || leans(word) ? word : ` ${word}`;
    if (said.length >= SENTENCE_CHARS_MAX) return said.slice(0, SENTENCE_CHARS_MAX);
  }
  return said;
};
