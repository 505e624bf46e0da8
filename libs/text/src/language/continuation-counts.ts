import { CountsOfCounts } from "./counts-of-counts.ts";
import { PairIndex } from "./pair-index.ts";

/** Numbers of one pair of words (a, b). */
const PAIR = {
  /** Occurrences that were followed by any word: c(a b •). */
  total: 0,
  /** Different words that followed: N₁₊(a b •). */
  followers: 1,
  /** Different words that came before: N₁₊(• a b). */
  before: 2,
  /** First trigram that begins with the pair, slot + 1. */
  trigrams: 3,
  first: 4,
  second: 5,
  /** Neighbours among the pairs of `first` that something came before, place + 1. */
  next: 6,
  previous: 7,
} as const;
const PAIR_WIDTH = 8;

/** Numbers of one word v. */
const WORD = {
  /** Different pairs around it: N₁₊(• v •). */
  around: 0,
  /** Different words after it: N₁₊(v •). */
  followers: 1,
  /** Different words before it: N₁₊(• v). */
  before: 2,
  /** First pair that begins with it, place + 1. */
  pairs: 3,
} as const;
const WORD_WIDTH = 4;

const grownTo = (old: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> => {
  if (length <= old.length) return old;
  const grown = new Int32Array(Math.max(length, old.length * 2));
  grown.set(old);
  return grown;
};

/**
 * Counts of distinct neighbours, kept up to date as trigrams appear and vanish (Chen & Goodman 1999, section 2.7): all
 * of it follows from the trigrams held, so that nothing here is stored.
 */
export class ContinuationCounts {
  readonly #index = new PairIndex();
  #pairs = new Int32Array(64 * PAIR_WIDTH);
  #pairSlots = 0;
  readonly #freePairs: number[] = [];
  #words = new Int32Array(64 * WORD_WIDTH);
  /** Next and previous trigram that begins with the same pair, slot + 1. */
  #chain = new Int32Array(64 * 2);
  #types = 0;
  readonly ofTrigrams = new CountsOfCounts();
  readonly ofPairs = new CountsOfCounts();

  /** Different pairs of words that something came before: N₁₊(• •). */
  get pairTypes(): number {
    return this.#types;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#index.bytes + this.#pairs.byteLength + this.#words.byteLength + this.#chain.byteLength;
  }

  /** Place of a pair; −1 where it is not held. */
  find(first: number, second: number): number {
    return this.#index.get(first, second);
  }

  /** c(a b •) at a place. */
  total(pair: number): number {
    return this.#pairs[pair * PAIR_WIDTH + PAIR.total] ?? 0;
  }

  /** N₁₊(a b •) at a place. */
  followers(pair: number): number {
    return this.#pairs[pair * PAIR_WIDTH + PAIR.followers] ?? 0;
  }

  /** N₁₊(• a b) at a place. */
  before(pair: number): number {
    return this.#pairs[pair * PAIR_WIDTH + PAIR.before] ?? 0;
  }

  /** N₁₊(• v •). */
  aroundWord(word: number): number {
    return this.#words[word * WORD_WIDTH + WORD.around] ?? 0;
  }

  /** N₁₊(v •). */
  followersOfWord(word: number): number {
    return this.#words[word * WORD_WIDTH + WORD.followers] ?? 0;
  }

  /** N₁₊(• v). */
  beforeWord(word: number): number {
    return this.#words[word * WORD_WIDTH + WORD.before] ?? 0;
  }

  /** Slot of the first trigram that begins with two words; −1 where there is none. */
  firstOf(first: number, second: number): number {
    const pair = this.find(first, second);
    return pair < 0 ? -1 : (this.#pairs[pair * PAIR_WIDTH + PAIR.trigrams] ?? 0) - 1;
  }

  /** Slot of the next one; −1 at the end. */
  nextOf(slot: number): number {
    return (this.#chain[slot * 2] ?? 0) - 1;
  }

  /** Calls `visit` for each word that followed `word`, and after how many different words both did. */
  forFollowers(word: number, visit: (next: number, contexts: number) => void): void {
    for (let at = (this.#words[word * WORD_WIDTH + WORD.pairs] ?? 0) - 1; at >= 0; ) {
      const p = at * PAIR_WIDTH;
      visit(this.#pairs[p + PAIR.second] ?? 0, this.#pairs[p + PAIR.before] ?? 0);
      at = (this.#pairs[at * PAIR_WIDTH + PAIR.next] ?? 0) - 1;
    }
  }

  /** A trigram is new, in `slot`. Returns the place of its first two words. O(1). */
  appeared(first: number, second: number, third: number, count: number, slot: number): number {
    const pair = this.#claim(first, second);
    const p = pair * PAIR_WIDTH;
    this.#addTo(p + PAIR.total, count);
    this.#addTo(p + PAIR.followers, 1);
    this.ofTrigrams.moved(0, count);
    this.#chain = grownTo(this.#chain, (slot + 1) * 2);
    const head = this.#pairs[p + PAIR.trigrams] ?? 0;
    this.#chain[slot * 2] = head;
    this.#chain[slot * 2 + 1] = 0;
    if (head > 0) this.#chain[(head - 1) * 2 + 1] = slot + 1;
    this.#pairs[p + PAIR.trigrams] = slot + 1;
    this.#precede(second, third, 1);
    return pair;
  }

  /** A trigram came again, or less often. */
  changed(first: number, second: number, before: number, after: number): void {
    this.#addTo(this.find(first, second) * PAIR_WIDTH + PAIR.total, after - before);
    this.ofTrigrams.moved(before, after);
  }

  /** A trigram that came `count` times is gone from `slot`. O(1). */
  vanished(first: number, second: number, third: number, count: number, slot: number): void {
    const pair = this.find(first, second);
    const p = pair * PAIR_WIDTH;
    this.#addTo(p + PAIR.total, -count);
    this.#addTo(p + PAIR.followers, -1);
    this.ofTrigrams.moved(count, 0);
    const [next, previous] = [this.#chain[slot * 2] ?? 0, this.#chain[slot * 2 + 1] ?? 0];
    if (previous > 0) this.#chain[(previous - 1) * 2] = next;
    else this.#pairs[p + PAIR.trigrams] = next;
    if (next > 0) this.#chain[(next - 1) * 2 + 1] = previous;
    this.#precede(second, third, -1);
    // Of three equal words both pairs are the same one, which may be free by now.
    if (this.find(first, second) === pair) this.#freeIfUnused(pair);
  }

  /** One different word more, or less, came before a pair. */
  #precede(first: number, second: number, by: 1 | -1): void {
    const pair = this.#claim(first, second);
    const at = pair * PAIR_WIDTH + PAIR.before;
    const before = this.#pairs[at] ?? 0;
    this.#pairs[at] = before + by;
    this.ofPairs.moved(before, before + by);
    const words = Math.max(first, second) + 1;
    this.#words = grownTo(this.#words, words * WORD_WIDTH);
    this.#addToWord(first, WORD.around, by);
    if (before + by > 1 || (by < 0 && before > 1)) return;
    this.#addToWord(first, WORD.followers, by);
    this.#addToWord(second, WORD.before, by);
    this.#types += by;
    if (by > 0) this.#link(first, pair);
    else {
      this.#unlink(first, pair);
      this.#freeIfUnused(pair);
    }
  }

  #link(word: number, pair: number): void {
    const p = pair * PAIR_WIDTH;
    const head = this.#words[word * WORD_WIDTH + WORD.pairs] ?? 0;
    this.#pairs[p + PAIR.next] = head;
    this.#pairs[p + PAIR.previous] = 0;
    if (head > 0) this.#pairs[(head - 1) * PAIR_WIDTH + PAIR.previous] = pair + 1;
    this.#words[word * WORD_WIDTH + WORD.pairs] = pair + 1;
  }

  #unlink(word: number, pair: number): void {
    const p = pair * PAIR_WIDTH;
    const [next, previous] = [this.#pairs[p + PAIR.next] ?? 0, this.#pairs[p + PAIR.previous] ?? 0];
    if (previous > 0) this.#pairs[(previous - 1) * PAIR_WIDTH + PAIR.next] = next;
    else this.#words[word * WORD_WIDTH + WORD.pairs] = next;
    if (next > 0) this.#pairs[(next - 1) * PAIR_WIDTH + PAIR.previous] = previous;
  }

  #claim(first: number, second: number): number {
    const known = this.find(first, second);
    if (known >= 0) return known;
    const pair = this.#freePairs.pop() ?? this.#pairSlots++;
    this.#pairs = grownTo(this.#pairs, (pair + 1) * PAIR_WIDTH);
    this.#pairs.fill(0, pair * PAIR_WIDTH, (pair + 1) * PAIR_WIDTH);
    this.#pairs[pair * PAIR_WIDTH + PAIR.first] = first;
    this.#pairs[pair * PAIR_WIDTH + PAIR.second] = second;
    this.#index.set(first, second, pair);
    return pair;
  }

  #freeIfUnused(pair: number): void {
    const p = pair * PAIR_WIDTH;
    const used = (this.#pairs[p + PAIR.followers] ?? 0) + (this.#pairs[p + PAIR.before] ?? 0);
    if (used > 0) return;
    this.#index.delete(this.#pairs[p + PAIR.first] ?? 0, this.#pairs[p + PAIR.second] ?? 0);
    this.#freePairs.push(pair);
  }

  #addTo(at: number, by: number): void {
    this.#pairs[at] = (this.#pairs[at] ?? 0) + by;
  }

  #addToWord(word: number, what: number, by: number): void {
    this.#words[word * WORD_WIDTH + what] = (this.#words[word * WORD_WIDTH + what] ?? 0) + by;
  }
}
