declare module "wink-porter2-stemmer" {
  /** Stem of a word in small letters. */
  const stem: (word: string) => string;
  export = stem;
}
