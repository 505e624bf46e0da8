import { probability } from "./kneser-ney.ts";
import type { TrigramCounts } from "./trigram-counts.ts";
import { BEGIN, END } from "./vocabulary.ts";

/** A word that may come, by its id. */
export interface Candidate {
  readonly word: number;
  readonly probability: number;
}

/** Words of each kind whose probability is worked out: those with the greatest counts. */
const CLOSELY = 128;
/** Words of each kind whose counts are looked at. */
const VISITED_MAX = 50_000;
/** Where so many were seen after both words, those that were seen after the last one alone are left out. */
const ENOUGH = 50;
/** Ids and counts below this are packed into one number that is exact. */
const PACKED = 2 ** 26;

/** Keeps what is visited, to find the words with the greatest counts. */
class Foremost {
  #packed = new Float64Array(1_024);
  #size = 0;

  /** Words visited. */
  get size(): number {
    return this.#size;
  }

  add(word: number, count: number): void {
    if (this.#size === VISITED_MAX) return;
    if (this.#size === this.#packed.length) {
      const grown = new Float64Array(this.#size * 2);
      grown.set(this.#packed);
      this.#packed = grown;
    }
    this.#packed[this.#size++] = Math.min(count, PACKED - 1) * PACKED + word;
  }

  /** Adds the foremost words to a set. */
  addTo(words: Set<number>): void {
    const all = this.#packed.subarray(0, this.#size);
    if (all.length > CLOSELY) all.sort();
    for (const packed of all.subarray(-CLOSELY)) words.add(packed % PACKED);
  }
}

/**
 * Words that may come after two others with their probability, in no order: those seen here; where a word has begun, all
 * that begin so. Of words that were seen here, those that came here most often are looked at; of those that were seen after
 * the last word alone, or not even there, those that came after or begin most contexts: among them are the likeliest, as
 * what smoothing leaves to a word is in proportion to that. Some 50 ns a word visited, 1 µs for each of at most 384.
 * @param others words that are looked at beside.
 */
export const candidates = (
  counts: TrigramCounts,
  first: number,
  second: number,
  part: string,
  others: readonly string[] = [],
): readonly Candidate[] => {
  const { vocabulary, below } = counts;
  const fits = (id: number): boolean =>
    id !== END && id !== BEGIN && (part === "" || vocabulary.word(id).startsWith(part));
  const words = new Set<number>();
  const here = new Foremost();
  if (first >= 0 && second >= 0)
    counts.forFollowers(first, second, (id, count) => {
      if (fits(id)) here.add(id, count);
    });
  here.addTo(words);
  if (second >= 0 && (part !== "" || here.size < ENOUGH)) {
    const near = new Foremost();
    below.forFollowers(second, (id, contexts) => {
      if (fits(id)) near.add(id, contexts);
    });
    near.addTo(words);
  }
  for (const word of others) {
    const id = vocabulary.find(word);
    if (id >= 0 && fits(id)) words.add(id);
  }
  if (part !== "") {
    const anywhere = new Foremost();
    for (const id of vocabulary.startingWith(part)) anywhere.add(id, below.beforeWord(id));
    anywhere.addTo(words);
  }
  return [...words].map((word) => ({ word, probability: probability(counts, first, second, word) }));
};
