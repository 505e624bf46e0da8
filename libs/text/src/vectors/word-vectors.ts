import { hash32 } from "@millrace/state";

/** Trained vectors of words, and of the pieces that other words may be made of. */
export interface WordVectors {
  readonly kind: "words";
  readonly words: readonly string[];
  /** Numbers of one vector. */
  readonly size: number;
  /** `[words x size]`, row-major, as they are compared. */
  readonly vectors: Float32Array;
  /** `[pieces x size]`, row-major: character n-grams by hash; empty where none were trained. */
  readonly pieces: Float32Array;
}

/** A word that is used like another. */
export interface SimilarWord {
  readonly word: string;
  /** Cosine of the two vectors, −1 to 1. */
  readonly similarity: number;
}

const SHORTEST = 3;
const LONGEST = 5;
const WORD_CHARS_MAX = 32;

/** Rows of a word's character n-grams (3 to 5, with marks at both ends), each below `pieces` (Bojanowski et al. 2017). */
export const piecesOf = (word: string, pieces: number): readonly number[] => {
  if (pieces === 0) return [];
  const marked = `<${word.slice(0, WORD_CHARS_MAX)}>`;
  const rows: number[] = [];
  for (let length = SHORTEST; length <= LONGEST; length++)
    for (let at = 0; at + length <= marked.length; at++)
      rows.push(hash32(marked.slice(at, at + length), 0x9c1e) % pieces);
  return rows;
};

/**
 * The same vectors with pieces out of which vectors of other words can be made: each piece is the mean of the words that
 * hold it, so that pieces of many different words come out short and say little. O(letters).
 */
export const withPieces = (vectors: WordVectors, pieces: number): WordVectors => {
  const { words, size } = vectors;
  const sums = new Float32Array(pieces * size);
  const counts = new Int32Array(pieces);
  const unit = vectors.vectors.slice();
  for (const [number, word] of words.entries()) {
    if (!normalise(unit, number * size, size)) continue;
    for (const row of new Set(piecesOf(word, pieces))) {
      counts[row] = (counts[row] ?? 0) + 1;
      for (let i = 0; i < size; i++)
        sums[row * size + i] = (sums[row * size + i] ?? 0) + (unit[number * size + i] ?? 0);
    }
  }
  for (let row = 0; row < pieces; row++)
    for (let i = row * size; i < (row + 1) * size; i++)
      sums[i] = (sums[i] ?? 0) / Math.max(1, counts[row] ?? 0);
  return { ...vectors, pieces: sums };
};

/** Answers which words are used alike. Copies and normalises the vectors. */
export class WordNeighbours {
  readonly #vectors: WordVectors;
  readonly #numbers: ReadonlyMap<string, number>;
  /** Each of length 1, or 0. */
  readonly #unit: Float32Array;
  #centre: Float32Array | undefined;

  constructor(vectors: WordVectors) {
    this.#vectors = vectors;
    this.#numbers = new Map(vectors.words.map((word, i) => [word, i]));
    this.#unit = vectors.vectors.slice();
    for (let row = 0; row < vectors.words.length; row++)
      normalise(this.#unit, row * vectors.size, vectors.size);
  }

  /** Mean of all words' vectors of length 1. O(words · size). */
  get centre(): Float32Array {
    if (this.#centre !== undefined) return this.#centre;
    const { size, words } = this.#vectors;
    const sum = new Float32Array(size);
    for (let n = 0; n < this.#unit.length; n++) sum[n % size] = (sum[n % size] ?? 0) + (this.#unit[n] ?? 0);
    this.#centre = sum.map((value) => value / Math.max(1, words.length));
    return this.#centre;
  }

  /** Words that have a vector of their own. */
  get words(): number {
    return this.#vectors.words.length;
  }

  /** Whether a word has a vector of its own, is put together from pieces, or has none. */
  knows(word: string): "word" | "pieces" | "none" {
    if (this.#numbers.has(word)) return "word";
    return this.#fromPieces(word) === undefined ? "none" : "pieces";
  }

  /** A word's vector, of length 1; undefined where it has none. */
  vector(word: string): Float32Array | undefined {
    const { size } = this.#vectors;
    const number = this.#numbers.get(word);
    return number === undefined
      ? this.#fromPieces(word)
      : this.#unit.slice(number * size, (number + 1) * size);
  }

  /** The words used most alike, best first, without the word itself. O(words · size), about 1 ms for 10,000 words. */
  similar(word: string, limit: number): readonly SimilarWord[] {
    const vector = this.vector(word);
    return vector === undefined ? [] : this.near(vector, limit, new Set([word]));
  }

  /** Words near to any vector of length 1. @param without words that are not answered. */
  near(
    vector: Float32Array,
    limit: number,
    without: ReadonlySet<string> = new Set(),
  ): readonly SimilarWord[] {
    const { size, words } = this.#vectors;
    const found: SimilarWord[] = [];
    for (const [row, word] of words.entries()) {
      if (without.has(word)) continue;
      let similarity = 0;
      for (let i = 0; i < size; i++) similarity += (vector[i] ?? 0) * (this.#unit[row * size + i] ?? 0);
      found.push({ word, similarity });
    }
    return found.sort((a, b) => b.similarity - a.similarity || (a.word < b.word ? -1 : 1)).slice(0, limit);
  }

  #fromPieces(word: string): Float32Array | undefined {
    const { size, pieces } = this.#vectors;
    const rows = piecesOf(word, pieces.length / size);
    if (rows.length === 0) return undefined;
    const sum = new Float32Array(size);
    for (const row of rows)
      for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? 0) + (pieces[row * size + i] ?? 0);
    return normalise(sum, 0, size) ? sum : undefined;
  }
}

const normalise = (values: Float32Array, from: number, size: number): boolean => {
  let squares = 0;
  for (let i = from; i < from + size; i++) squares += (values[i] ?? 0) ** 2;
  if (squares === 0) return false;
  const length = Math.sqrt(squares);
  for (let i = from; i < from + size; i++) values[i] = (values[i] ?? 0) / length;
  return true;
};
