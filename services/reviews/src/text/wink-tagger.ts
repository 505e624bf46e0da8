import { type PartOfSpeech, partsOfSpeech, type Tagger } from "@millrace/text";
import { WinkInstance, type WinkNlp } from "./wink-instance.ts";

const known: ReadonlySet<string> = new Set(partsOfSpeech);
const isPart = (tag: string): tag is PartOfSpeech => known.has(tag);

/** Its tokenizer takes quadratic time in a run without white space (1 s for 4,000 characters), so longer ones are cut. */
const LONG_RUN = /(\S{40})\S+/g;

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
  const doc = nlp.readDoc(text.replace(LONG_RUN, "$1"));
  const tokens = doc.tokens();
  const make = made(tokens);
  const ends = new Set(
    doc
      .sentences()
      .out(nlp.its.span)
      .map(([, last]) => last),
  );
  const sentences: W[][] = [];
  let sentence: W[] = [];
  for (const [i, word] of tokens.out(nlp.its.value).entries()) {
    sentence.push(make(word, i));
    if (!ends.has(i)) continue;
    sentences.push(sentence);
    sentence = [];
  }
  if (sentence.length > 0) sentences.push(sentence);
  return sentences;
};
