/** Parts of speech that aspects are found by (Universal Dependencies' names); every other one is as good as OTHER. */
export const partsOfSpeech = [
  "OTHER",
  "ADJ",
  "ADP",
  "ADV",
  "AUX",
  "CCONJ",
  "DET",
  "INTJ",
  "NOUN",
  "NUM",
  "PART",
  "PRON",
  "PROPN",
  "PUNCT",
  "SCONJ",
  "SYM",
  "VERB",
] as const;
/** One of {@link partsOfSpeech}. */
export type PartOfSpeech = (typeof partsOfSpeech)[number];

/** A word of a sentence as it is written, with its part of speech. */
export interface TaggedWord {
  readonly word: string;
  readonly tag: PartOfSpeech;
}

/** Finds sentences, words and their parts of speech in a text. Never throws; the same text gives the same tags. */
export type Tagger = (text: string) => readonly (readonly TaggedWord[])[];
