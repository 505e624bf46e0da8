import { valenceOf } from "../lexicon/lexicon.ts";
import type { TaggedWord } from "./tagged.ts";

/** A thing that is spoken of. */
export interface Mention {
  /** In small letters, the last noun in the singular: what mentions of the same thing share. */
  readonly name: string;
  /** Whether it is a name, such as a brand's or a person's. */
  readonly entity: boolean;
  /** Place of its last word in the sentence. */
  readonly at: number;
}

/** Most words of a phrase. */
const WORDS_MAX = 3;
const CHARS_MAX = 40;

/** Nouns that stand for anything. */
const vague = new Set(
  `bit bunch couple day deal day end everything example fact friend guy half hour issue item job kind list lot
  matter minute moment month name nothing number one other part person piece place plus point problem product purchase
  reason rest review side something sort star stuff thing time today tomorrow total try type use way week while wife
  word year yesterday husband son daughter mom dad brother sister people man woman kid boy girl pro con amazon http www com`.split(
    /\s+/,
  ),
);
/** Words before a noun that only say which or how large. */
const outward = new Set(
  `big black blue brown cheap current different early entire extra few final first free full general good great green
  hard high huge last large late little long low main major many minor new next old only other own past possible previous
  red regular same second several short similar single small standard third top usual various whole wide white yellow
  young much most more less least such certain sure real able`.split(/\s+/),
);

const singular = (noun: string): string => {
  if (noun.length < 4 || /(?:ss|us|is|ies)$/.test(noun))
    return noun.endsWith("ies") && noun.length > 4 ? `${noun.slice(0, -3)}y` : noun;
  if (/(?:ch|sh|x|ss|zz)es$/.test(noun)) return noun.slice(0, -2);
  return noun.endsWith("s") ? noun.slice(0, -1) : noun;
};

const isNoun = ({ tag }: TaggedWord): boolean => tag === "NOUN" || tag === "PROPN";
const isWord = ({ word }: TaggedWord): boolean => /^[\p{L}][\p{L}\p{N}'&-]*$/u.test(word);
/** An adjective that is part of what the thing is ("sound quality"), not what is thought of it ("great quality"). */
const belongs = ({ word, tag }: TaggedWord): boolean => {
  const small = word.toLowerCase();
  return (
    tag === "ADJ" &&
    isWord({ word, tag }) &&
    valenceOf(small) === 0 &&
    !outward.has(small) &&
    !/(?:y|ful|ous|ive|able|ible|ic|less|ed|ing|er|est|ish|al|ant|ent)$/.test(small)
  );
};

/**
 * The noun phrases of a sentence: runs of nouns and names, at most their last three words, with an adjective before them
 * where it belongs to the thing. Vague nouns ("thing", "lot") are none. O(words).
 */
export const nounPhrases = (sentence: readonly TaggedWord[]): readonly Mention[] => {
  const mentions: Mention[] = [];
  for (let at = 0; at < sentence.length; at++) {
    const start = at;
    while (at < sentence.length && isRun(sentence[at])) at++;
    if (at === start) continue;
    let run = sentence.slice(Math.max(start, at - WORDS_MAX), at);
    const before = sentence[start - 1];
    if (run.length < 2 && before !== undefined && belongs(before)) run = [before, ...run];
    const words = run.map(({ word }) => word.toLowerCase().replace(/'s?$/, ""));
    const last = words.pop() ?? "";
    const entity = run.every(({ tag }) => tag === "PROPN");
    const noun = entity ? last : singular(last);
    if (vague.has(noun) || noun.length < 2 || valenceOf(noun) !== 0) continue;
    const name = [...words, noun].join(" ");
    if (name.length <= CHARS_MAX) mentions.push({ name, entity, at: at - 1 });
  }
  return mentions;
};

const isRun = (word: TaggedWord | undefined): boolean => word !== undefined && isNoun(word) && isWord(word);
