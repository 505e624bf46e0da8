/** Words that are remembered at most; then all are forgotten, since the common ones are soon there again. */
const WORDS_MAX = 1 << 14;
/** Longer words are rare, and may be cut out of a text that they would keep in memory as a whole. */
const CHARS_MAX = 12;

/** The same function of a word, which for most words is worked out once. Bounded: at most 16,384 of up to 12 characters. */
export const byWord = <T>(work: (word: string) => T): ((word: string) => T) => {
  const known = new Map<string, T>();
  return (word) => {
    if (word.length > CHARS_MAX) return work(word);
    const found = known.get(word);
    if (found !== undefined) return found;
    const made = work(word);
    if (known.size >= WORDS_MAX) known.clear();
    known.set(word, made);
    return made;
  };
};
