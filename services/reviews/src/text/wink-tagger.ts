import { type PartOfSpeech, partsOfSpeech, type Tagger } from "@millrace/text";
import { WinkInstance, type WinkNlp } from "./wink-instance.ts";

const known: ReadonlySet<string> = new Set(partsOfSpeech);
const isPart = (tag: string): tag is PartOfSpeech => known.has(tag);

/** Its tokenizer takes quadratic time in a run without white space (1 s for 4,000 characters), so longer ones are cut. */
const LONG_RUN = /(\S{40})\S+/g;
const RUN_CHARS = 40;

/** Without what is longer. Most texts have nothing so long, which takes a hundredth of the pattern's time to see. */
const cutRuns = (text: string): string => {
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // White space beyond ASCII's is for the pattern to tell.
    run = unit === 32 || (unit >= 9 && unit <= 13) ? 0 : run + 1;
    if (run > RUN_CHARS) return text.replace(LONG_RUN, "$1");
  }
  return text;
};

/** Loaded when first needed. */
const tagging = new WinkInstance(["sbd", "pos"]);
const splitting = new WinkInstance(["sbd"]);

/**
 * Sentences, words and parts of speech by wink-nlp and its English model: pure JavaScript, the same tags for the same
 * text. About 1 µs a word.
 */
export const winkTagger: Tagger = (text) => {
  const nlp = tagging.open();
  return sentencesOf(nlp, text, (tokens) => {
    const tags = tokens.out(nlp.its.pos);
    return (word, i) => ({ word, tag: partOf(tags[i] ?? "") });
  });
};

/** Sentences and words by wink-nlp, their tags by whoever is asked. */
export const taggerBy = (tagsOf: (words: readonly string[]) => readonly string[]): Tagger => {
  return (text) =>
    sentencesOf(splitting.open(), text, () => (word) => word).map((words) => {
      const tags = tagsOf(words);
      return words.map((word, i) => ({ word, tag: partOf(tags[i] ?? "") }));
    });
};

const partOf = (tag: string): PartOfSpeech => (isPart(tag) ? tag : "OTHER");

type Tokens = ReturnType<ReturnType<WinkNlp["readDoc"]>["tokens"]>;

const sentencesOf = <W>(
  nlp: WinkNlp,
  text: string,
  made: (tokens: Tokens) => (word: string, at: number) => W,
): readonly (readonly W[])[] => {
  const doc = nlp.readDoc(cutRuns(text));
  const tokens = doc.tokens();
  const make = made(tokens);
  const spans = doc.sentences().out(nlp.its.span);
  const words = tokens.out(nlp.its.value);
  const sentences: W[][] = [];
  let at = 0;
  for (const [, last] of spans) {
    const sentence: W[] = [];
    for (; at <= last && at < words.length; at++) sentence.push(make(words[at] ?? "", at));
    if (sentence.length > 0) sentences.push(sentence);
  }
  const rest = words.slice(at).map((word, n) => make(word, at + n));
  if (rest.length > 0) sentences.push(rest);
  return sentences;
};
