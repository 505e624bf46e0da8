const PLACES = 1 << 14;
/** Longer words are rare, and would be pieces of their text that keep all of it in memory. */
const CHARS_MAX = 12;

/**
 * Words of texts in ASCII and what is to be known of each, worked out once for as long as a word keeps its place: one for
 * each hash, which it loses to the next word with that hash. The word is the very string that it was the last time, so
 * that look-ups need not hash it again. 16,384 places; about 30 ns a word.
 */
export class WordTable<T> {
  readonly #make: (word: string) => T;
  readonly #words: string[] = new Array<string>(PLACES).fill("");
  readonly #known: (T | undefined)[] = new Array<T | undefined>(PLACES).fill(undefined);

  /** @param make what is to be known of a word, the same each time. */
  constructor(make: (word: string) => T) {
    this.#make = make;
  }

  /** What is known of the word from `from` to `to`, which is not empty. */
  at(text: string, from: number, to: number): T {
    if (to - from > CHARS_MAX) return this.#make(text.slice(from, to));
    let hash = 0;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1);
    const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    const last = this.#words[place] ?? "";
    const known = this.#known[place];
    if (known !== undefined && last.length === to - from && text.startsWith(last, from)) return known;
    const word = text.slice(from, to);
    const made = this.#make(word);
    this.#words[place] = word;
    this.#known[place] = made;
    return made;
  }
}
